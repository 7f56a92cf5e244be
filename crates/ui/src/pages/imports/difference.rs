//! What a file would change: wrong, changed, new and same rows, the columns as read, and the act of writing.

use askama::Template;

use super::{ChangeRow, ColumnsRead, NewRow, WrongRow};
use crate::components::{Column, ErrorSummary, Field, Link, Pager, Phrase, PostForm, Preview, Tab, TableView, Tabs};
use crate::page::{Current, Shell};
use crate::pages::lists::{ListFrame, PagerView, count_of, form_of, grouped};

const ROWS: [&str; 3] = ["строка", "строки", "строк"];

/// The difference page. Nothing is written until its form is sent.
#[derive(Debug, Clone, Template)]
#[template(path = "imports/difference.html")]
pub struct DifferencePage {
    pub shell: Shell,
    pub errors: Option<ErrorSummary>,
    pub file_name: String,
    /// «лист «Итоги», заголовок во второй строке»; empty for a plain CSV.
    pub reading_line: String,
    /// «14 декабря 2026, 18:07».
    pub received_at: String,
    pub counts: DifferenceCounts,
    pub hrefs: DifferenceHrefs,
    pub tab: DifferenceTab,
    /// What a row is about: «Участник» or «Организация».
    pub subject_heading: String,
    /// Where the subject belongs: «Школа».
    pub place_heading: String,
    /// Shown on the tabs `All` and `Wrong`; the rows of this page only.
    pub wrong: Vec<WrongRow>,
    /// The same file back with a column of comments; none when nothing is wrong.
    pub errors_file: Option<Link>,
    /// Which column of that file holds the cause: «N».
    pub errors_column: String,
    /// Shown on the tabs `All` and `Changed`.
    pub changed: Vec<ChangeRow>,
    /// Shown on the tab `New`.
    pub new: Vec<NewRow>,
    /// Shown on the tab `Same`.
    pub same: Vec<NewRow>,
    /// Paging of the tab's rows.
    pub pager: Option<Pager>,
    /// «Профиль обмена «Итоговое сочинение, Кузбасс»: 13 столбцов из 14 узнаны, кодировка UTF-8.»
    pub profile_line: String,
    pub columns: Vec<ColumnsRead>,
    /// Where the match is changed.
    pub columns_href: String,
    pub apply: ApplyStep,
    /// Drops the import without writing anything.
    pub drop_form: PostForm,
    /// Where a corrected file is loaded.
    pub new_import_href: String,
}

/// How many rows of each kind the file has; `all` is their sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DifferenceCounts {
    pub all: u32,
    pub wrong: u32,
    pub changed: u32,
    pub new: u32,
    pub same: u32,
}

impl DifferenceCounts {
    fn written(&self) -> u32 {
        self.changed + self.new
    }
}

/// Where each tab leads.
#[derive(Debug, Clone, Default)]
pub struct DifferenceHrefs {
    pub all: String,
    pub wrong: String,
    pub changed: String,
    pub new: String,
    pub same: String,
}

/// Which rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DifferenceTab {
    /// The first wrong and the first changed rows.
    All,
    Wrong,
    Changed,
    New,
    Same,
}

/// The end of the page.
#[derive(Debug, Clone)]
pub enum ApplyStep {
    /// There is something to write.
    Write {
        form: PostForm,
        ground: Ground,
        /// Further lines: «Школы увидят результаты только после записи об окончании обработки».
        consequences: Vec<Phrase>,
    },
    /// Nothing new or changed: why, and what to do.
    Nothing(Phrase),
}

/// Whether the writing needs a ground, because some changed results were already released (B7).
#[derive(Debug, Clone)]
pub enum Ground {
    NotNeeded,
    Needed {
        /// How many of the changes touch released results.
        changes: u32,
        /// What was typed.
        value: String,
        /// What is wrong with it; empty when nothing.
        error: String,
    },
}

impl DifferencePage {
    pub(super) fn tabs(&self) -> Tabs {
        let tab = |count: u32, label: &str, href: &str, kind: DifferenceTab| {
            Tab::new(grouped(count), label, href, Current::when(|| self.tab == kind))
        };
        let wrong = tab(
            self.counts.wrong,
            "с\u{a0}ошибками",
            &self.hrefs.wrong,
            DifferenceTab::Wrong,
        );
        Tabs {
            label: "Строки файла по видам".to_owned(),
            items: vec![
                tab(self.counts.all, "все", &self.hrefs.all, DifferenceTab::All),
                if self.counts.wrong > 0 { wrong.alarming() } else { wrong },
                tab(
                    self.counts.changed,
                    "изменяют",
                    &self.hrefs.changed,
                    DifferenceTab::Changed,
                ),
                tab(self.counts.new, "новые", &self.hrefs.new, DifferenceTab::New),
                tab(self.counts.same, "без изменений", &self.hrefs.same, DifferenceTab::Same),
            ],
        }
    }

    fn all_rows(&self) -> String {
        count_of(self.counts.all, ROWS)
    }

    fn wrong_heading(&self) -> String {
        let verb = form_of(
            self.counts.wrong,
            [
                "не\u{a0}будет записана",
                "не\u{a0}будут записаны",
                "не\u{a0}будут записаны",
            ],
        );
        format!("{} с\u{a0}ошибками\u{a0}— {verb}", count_of(self.counts.wrong, ROWS))
    }

    fn changed_heading(&self) -> String {
        let verb = form_of(self.counts.changed, ["изменяет", "изменяют", "изменяют"]);
        format!("{} {verb} записанное", count_of(self.counts.changed, ROWS))
    }

    fn new_heading(&self) -> String {
        count_of(self.counts.new, ["новая строка", "новые строки", "новых строк"])
    }

    fn same_heading(&self) -> String {
        let verb = form_of(self.counts.same, ["совпадает", "совпадают", "совпадают"]);
        format!("{} {verb} с\u{a0}записанным", count_of(self.counts.same, ROWS))
    }

    fn shows(&self, tab: DifferenceTab) -> bool {
        self.tab == tab
    }

    fn shows_wrong(&self) -> bool {
        !self.wrong.is_empty() && matches!(self.tab, DifferenceTab::All | DifferenceTab::Wrong)
    }

    fn shows_changed(&self) -> bool {
        !self.changed.is_empty() && matches!(self.tab, DifferenceTab::All | DifferenceTab::Changed)
    }

    /// Rows left out of the overview, with the tab that shows them.
    fn rest_of_wrong(&self) -> Phrase {
        self.rest(self.wrong.len(), self.counts.wrong, &self.hrefs.wrong)
    }

    fn rest_of_changed(&self) -> Phrase {
        let mut lines: Vec<u32> = self.changed.iter().map(|row| row.line).collect();
        lines.dedup();
        self.rest(lines.len(), self.counts.changed, &self.hrefs.changed)
    }

    fn rest(&self, shown: usize, all: u32, href: &str) -> Phrase {
        let shown = u32::try_from(shown).unwrap_or(all);
        if self.tab != DifferenceTab::All || shown >= all {
            return Phrase::default();
        }
        Phrase::of(format!("Показано {} из\u{a0}{}. ", grouped(shown), grouped(all)))
            .link(format!("Показать остальные {}", grouped(all - shown)), href)
            .text(". ")
    }

    fn plain_table(&self, rows: &[NewRow]) -> TableView {
        let columns = vec![
            Column::new(&self.subject_heading),
            Column::number("Строка"),
            Column::new(&self.place_heading),
            Column::new("Что записано в\u{a0}файле"),
        ];
        ListFrame::default().table(
            "Строки файла",
            columns,
            rows.iter().map(NewRow::row).collect(),
            "Таких строк в\u{a0}файле нет.",
        )
    }

    fn columns_known(&self) -> bool {
        !self.columns.is_empty()
    }

    fn preview(&self, form: &PostForm, ground: &Ground, consequences: &[Phrase]) -> Preview {
        let written = self.counts.written();
        let button = format!("Записать {}", count_of(written, ["строку", "строки", "строк"]));
        let back = Link::new("Загрузить исправленный файл", &self.new_import_href);
        let mut preview = Preview::new(self.say(), button, form.clone(), back);
        if let Ground::Needed { changes, .. } = ground {
            preview = preview.consequence(touches_released(*changes));
        }
        for line in consequences {
            preview = preview.consequence(line.clone());
        }
        match ground_field(ground) {
            Some(field) => preview.field(field),
            None => preview,
        }
    }

    fn say(&self) -> Phrase {
        let counts = &self.counts;
        let mut parts = Vec::new();
        if counts.new > 0 {
            parts.push(count_of(counts.new, ["новая", "новые", "новых"]));
        }
        if counts.changed > 0 {
            let forms = ["изменение", "изменения", "изменений"];
            parts.push(format!("{} новыми редакциями", count_of(counts.changed, forms)));
        }
        let verb = form_of(
            counts.written(),
            ["Будет записана ", "Будут записаны ", "Будет записано "],
        );
        Phrase::of(verb).bold(count_of(counts.written(), ROWS)).text(format!(
            ": {}. {}",
            parts.join(" и\u{a0}"),
            self.left_out()
        ))
    }

    fn left_out(&self) -> String {
        let mut parts = Vec::new();
        if self.counts.same > 0 {
            let verb = form_of(self.counts.same, ["совпадает", "совпадают", "совпадают"]);
            parts.push(format!("{} {verb} с\u{a0}записанным", count_of(self.counts.same, ROWS)));
        }
        if self.counts.wrong > 0 {
            let verb = form_of(
                self.counts.wrong,
                ["не\u{a0}войдёт", "не\u{a0}войдут", "не\u{a0}войдут"],
            );
            parts.push(format!("{} с\u{a0}ошибками {verb}", grouped(self.counts.wrong)));
        }
        if parts.is_empty() {
            String::new()
        } else {
            format!("{}.", parts.join(", "))
        }
    }
}

fn touches_released(changes: u32) -> Phrase {
    let verb = form_of(changes, ["касается", "касаются", "касаются"]);
    let forms = ["изменение", "изменения", "изменений"];
    Phrase::default().bold(count_of(changes, forms)).text(format!(
        " {verb} уже выпущенных результатов. Нужно основание: документ с\u{a0}датой и\u{a0}номером."
    ))
}

fn ground_field(ground: &Ground) -> Option<Field> {
    match ground {
        Ground::NotNeeded => None,
        Ground::Needed { value, error, .. } => Some(
            Field::text("ground", "Основание изменений")
                .hint("Например: акт сверки от\u{a0}14.12.2026 №\u{a0}3. Без фамилий: основание видно в\u{a0}журнале")
                .value(value)
                .error(error)
                .required(),
        ),
    }
}
