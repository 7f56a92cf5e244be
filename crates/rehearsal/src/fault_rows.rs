//! Files for trying errors: good rows, and after every third of them one bad.

use regulations::LegalDate;

use crate::faults::{Fault, FaultKind, FaultyTable};
use crate::table::Table;
use crate::tables::russian_date;

/// Good rows between bad ones.
const GOOD_ROWS_BETWEEN: usize = 3;

/// A row under work.
struct Draft<'a> {
    headings: &'static [&'static str],
    cells: Vec<String>,
    /// The good row just before, for faults that take two.
    before: &'a [String],
}

/// Makes a row bad in one way.
struct Spoiler {
    kind: FaultKind,
    heading: Option<&'static str>,
    /// Which good rows it can be made from.
    fits: fn(&Draft) -> bool,
    spoil: Box<dyn Fn(&mut Draft)>,
}

pub(crate) fn faulty_results(good: &Table, exam_date: LegalDate) -> FaultyTable {
    let year_before = russian_date(exam_date.plus_years(-1));
    let mut spoilers = vec![
        setting(FaultKind::UnknownOrganisation, "Код ОО", "429999"),
        spoiler(
            FaultKind::UnregisteredPerson,
            Some("Код участника"),
            anything,
            |draft| {
                draft.set("Код участника", "4299999999");
                draft.set("Серия", "0099");
                draft.set("Номер", "999999");
                draft.set("Фамилия", "Неизвестнов");
            },
        ),
        spoiler(
            FaultKind::PassContradictsCriteria,
            Some("Результат"),
            passed,
            |draft| draft.set("К1", "незачет"),
        ),
        spoiler(
            FaultKind::FailContradictsCriteria,
            Some("Результат"),
            passed,
            |draft| draft.set("Результат", "незачет"),
        ),
        spoiler(
            FaultKind::CriterionAfterFailedRequirement,
            Some("К1"),
            passed,
            |draft| {
                draft.set("Т1", "незачет");
                draft.set("Результат", "незачет");
            },
        ),
        spoiler(FaultKind::ResultMissing, Some("Результат"), passed, |draft| {
            draft.set("Результат", "")
        }),
        spoiler(FaultKind::MarksBesideOutcome, Some("Отметка"), passed, |draft| {
            draft.set("Отметка", "Не явился")
        }),
        spoiler(FaultKind::UnknownMark, Some("К3"), passed, |draft| {
            draft.set("К3", "хорошо")
        }),
        // Either of the two is enough to find the person.
        spoiler(
            FaultKind::NobodyNamed,
            Some("Код участника"),
            anything,
            |draft| {
                draft.set("Код участника", "");
                draft.set("Номер", "");
            },
        ),
        setting(FaultKind::UnknownOutcome, "Отметка", "Уехал"),
        setting(FaultKind::UnknownWorkType, "Код вида работы", "22"),
        spoiler(FaultKind::TopicTooLong, Some("Номер темы"), passed, |draft| {
            draft.set("Номер темы", "10412")
        }),
        setting(FaultKind::WrongExamDate, "Дата экзамена", &year_before),
        setting(FaultKind::ImpossibleDate, "Дата экзамена", "31.02.2026"),
        spoiler(FaultKind::ConflictingDuplicate, None, after_passed, |draft| {
            draft.cells = draft.before.to_vec();
            for heading in ["К3", "К4", "К5", "Результат"] {
                draft.set(heading, "незачет");
            }
        }),
    ];
    spoilers.extend(person_spoilers());
    mix(good, &spoilers, anything)
}

pub(crate) fn faulty_participants(good: &Table, exam_date: LegalDate) -> FaultyTable {
    let year_before = russian_date(exam_date.plus_years(-1));
    let after_exam = russian_date(exam_date.plus_days(30));
    let mut spoilers = vec![
        setting(FaultKind::UnknownOrganisation, "Код организации регистрации", "429999"),
        setting(FaultKind::DocumentNumberMissing, "Номер", ""),
        setting(FaultKind::UnknownCategory, "Категория", "Вольнослушатель"),
        setting(FaultKind::UnknownWorkType, "Код вида работы", "22"),
        spoiler(
            FaultKind::ExpositionWithoutRight,
            Some("Код вида работы"),
            without_limits,
            |draft| {
                draft.set("Код вида работы", "21");
            },
        ),
        setting(FaultKind::WrongExamDate, "Дата экзамена", &year_before),
        setting(FaultKind::ImpossibleDate, "Дата рождения", "31.02.2009"),
        setting(FaultKind::BornInFuture, "Дата рождения", &after_exam),
        spoiler(
            FaultKind::DuplicateCode,
            Some("Код участника"),
            anything,
            |draft| draft.copy("Код участника"),
        ),
    ];
    spoilers.extend(person_spoilers());
    mix(good, &spoilers, anything)
}

pub(crate) fn faulty_organisations(good: &Table) -> FaultyTable {
    let spoilers = [
        setting(FaultKind::UnknownKind, "Вид", "Детский сад"),
        setting(FaultKind::MalformedCode, "Код", "42052"),
        setting(FaultKind::NameMissing, "Наименование", ""),
        setting(FaultKind::UnknownParent, "Код вышестоящей", "599"),
        setting(FaultKind::UnknownZone, "Часовой пояс", "Asia/Kemerovo"),
        spoiler(
            FaultKind::OwnParent,
            Some("Код вышестоящей"),
            anything,
            |draft| {
                let own = draft.get("Код").to_owned();
                draft.set("Код вышестоящей", &own);
            },
        ),
        spoiler(FaultKind::DuplicateCode, Some("Код"), anything, |draft| {
            draft.copy("Код")
        }),
        repeated_row(),
    ];
    // Only schools and colleges: everything else has others hanging on it.
    mix(good, &spoilers, school_or_college)
}

/// What can be wrong with a person in either file.
fn person_spoilers() -> Vec<Spoiler> {
    vec![
        spoiler(
            FaultKind::PassportNumberTooShort,
            Some("Номер"),
            with_zero_in_front,
            |draft| {
                let shortened = draft.get("Номер").chars().skip(1).collect::<String>();
                draft.set("Номер", &shortened);
            },
        ),
        spoiler(
            FaultKind::LatinLetterInSurname,
            Some("Фамилия"),
            with_look_alike,
            |draft| {
                let mixed = draft.get("Фамилия").replacen('о', "o", 1);
                draft.set("Фамилия", &mixed);
            },
        ),
        spoiler(FaultKind::SurnameTooLong, Some("Фамилия"), anything, |draft| {
            let long = format!("{}ов", "Долго".repeat(16));
            draft.set("Фамилия", &long);
        }),
        spoiler(
            FaultKind::TwoPeopleOneDocument,
            Some("Номер"),
            after_passport,
            |draft| {
                for heading in ["Вид документа", "Серия", "Номер"] {
                    draft.copy(heading);
                }
            },
        ),
        repeated_row(),
    ]
}

/// Spoilers take good rows in turn; each waits for one that it fits.
fn mix(good: &Table, spoilers: &[Spoiler], may_be_spoiled: fn(&Draft) -> bool) -> FaultyTable {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut faults = Vec::new();
    let mut waiting: Vec<&Spoiler> = spoilers.iter().collect();
    let mut since_bad = 0;
    let mut last_good: &[String] = &[];
    let mut last_good_file_row = 0;
    for cells in &good.rows {
        let draft = Draft {
            headings: good.headings,
            cells: cells.clone(),
            before: last_good,
        };
        let fitting = waiting.iter().position(|spoiler| (spoiler.fits)(&draft));
        match fitting.filter(|_| since_bad >= GOOD_ROWS_BETWEEN && may_be_spoiled(&draft)) {
            Some(index) => {
                let spoiler = waiting.remove(index);
                rows.push(spoiled(spoiler, draft));
                // Row 1 of the file is the headings, so the row just pushed has its number plus one.
                let clash = spoiler.kind.takes_two_rows();
                faults.push(Fault {
                    file_row: rows.len() + 1,
                    clashes_with: clash.then_some(last_good_file_row),
                    heading: spoiler.heading,
                    kind: spoiler.kind,
                });
                since_bad = 0;
            }
            None => {
                rows.push(cells.clone());
                last_good = cells;
                last_good_file_row = rows.len() + 1;
                since_bad += 1;
            }
        }
        if waiting.is_empty() {
            break;
        }
    }
    FaultyTable {
        table: Table {
            title: good.title,
            headings: good.headings,
            rows,
        },
        faults,
    }
}

fn spoiled(spoiler: &Spoiler, mut draft: Draft) -> Vec<String> {
    (spoiler.spoil)(&mut draft);
    draft.cells
}

fn spoiler(
    kind: FaultKind,
    heading: Option<&'static str>,
    fits: fn(&Draft) -> bool,
    spoil: impl Fn(&mut Draft) + 'static,
) -> Spoiler {
    Spoiler {
        kind,
        heading,
        fits,
        spoil: Box::new(spoil),
    }
}

/// One cell replaced, whatever the row.
fn setting(kind: FaultKind, heading: &'static str, value: &str) -> Spoiler {
    let value = value.to_owned();
    spoiler(kind, Some(heading), anything, move |draft| draft.set(heading, &value))
}

fn repeated_row() -> Spoiler {
    spoiler(FaultKind::DuplicateRow, None, anything, |draft| {
        draft.cells = draft.before.to_vec()
    })
}

impl Draft<'_> {
    fn get(&self, heading: &str) -> &str {
        self.cell_of(&self.cells, heading)
    }

    fn get_before(&self, heading: &str) -> &str {
        self.cell_of(self.before, heading)
    }

    fn set(&mut self, heading: &str, value: &str) {
        let column = self.headings.iter().position(|known| *known == heading);
        if let Some(cell) = column.and_then(|column| self.cells.get_mut(column)) {
            value.clone_into(cell);
        }
    }

    /// The cell of the row before.
    fn copy(&mut self, heading: &str) {
        let value = self.get_before(heading).to_owned();
        self.set(heading, &value);
    }

    fn cell_of<'c>(&self, cells: &'c [String], heading: &str) -> &'c str {
        let column = self.headings.iter().position(|known| *known == heading);
        column.and_then(|column| cells.get(column)).map_or("", String::as_str)
    }
}

fn anything(_: &Draft) -> bool {
    true
}

fn school_or_college(draft: &Draft) -> bool {
    draft.get("Код").len() == 6
}

fn passed(draft: &Draft) -> bool {
    draft.get("Результат") == "зачет"
}

fn after_passed(draft: &Draft) -> bool {
    draft.get_before("Результат") == "зачет"
}

fn is_passport(series: &str, number: &str) -> bool {
    series.len() == 4 && number.len() == 6
}

fn after_passport(draft: &Draft) -> bool {
    is_passport(draft.get("Серия"), draft.get("Номер"))
        && is_passport(draft.get_before("Серия"), draft.get_before("Номер"))
}

fn with_zero_in_front(draft: &Draft) -> bool {
    is_passport(draft.get("Серия"), draft.get("Номер")) && draft.get("Номер").starts_with('0')
}

fn with_look_alike(draft: &Draft) -> bool {
    draft.get("Фамилия").contains('о')
}

fn without_limits(draft: &Draft) -> bool {
    draft.get("ОВЗ") == "нет"
}
