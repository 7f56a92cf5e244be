//! The children not yet told: the last level of the monitor.

use app::monitor::{Shown, UntoldChild};
use app::monitor_tables::term_words;
use app::print::class_words;
use domain::access::Action;
use regulations::ObligationState;
use regulations::russian::count;
use ui::components::{Cell, Column, Phrase, Row, RowTone, SearchBox, TableView};
use ui::pages::home::ExamState;

use crate::list_query::sort_rows;
use crate::pages::listing;

use super::{KEPT, MOST_FOUND, PATH, View};

impl View<'_> {
    pub(super) fn children(&self) -> ExamState {
        let shown = Shown::from_code(self.query.one("show"));
        let words = self.words.to_lowercase();
        let fits = |child: &&UntoldChild| {
            let texts = [
                child.name.to_lowercase(),
                child.organisation.to_lowercase(),
                child.row.class_name.to_lowercase(),
            ];
            shown.fits(child) && texts.iter().any(|text| text.contains(&words))
        };
        let mut rows: Vec<&UntoldChild> = self.monitor.children.iter().filter(fits).collect();
        sort_rows(&mut rows, self.query.one("sort"), |child, column| match column {
            "name" => Some(child.name.to_lowercase()),
            "class" => Some(child.row.class_name.clone()),
            "organisation" => Some(child.organisation.to_lowercase()),
            "reason" => Some(child.reason.to_lowercase()),
            _ => None,
        });
        let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        // Words typed are in no address, so what they found has neither pages nor another order.
        let (rows, pager) = if words.is_empty() {
            listing::one_page(rows, self.query.page(), &self.query.address_of_pages(PATH, KEPT))
        } else {
            rows.truncate(MOST_FOUND);
            (rows, None)
        };
        let sorted = |column: Column, key: &str| {
            if words.is_empty() {
                column.sorted(self.query.sort(PATH, KEPT, key))
            } else {
                column
            }
        };
        let kept = ["exam", "organisation", "show", "sort"]
            .into_iter()
            .map(|name| (name.to_owned(), self.query.one(name).to_owned()));
        let table = TableView {
            caption: "Не\u{a0}ознакомленные участники".to_owned(),
            hide_caption: true,
            search: Some(SearchBox {
                post: Some(self.signed_in.form(PATH)),
                label: "Фамилия, класс или организация".to_owned(),
                name: "q".to_owned(),
                value: self.words.to_owned(),
                kept: kept.filter(|(_, value)| !value.is_empty()).collect(),
                reset_href: if words.is_empty() {
                    String::new()
                } else {
                    self.query.address(PATH, &["exam", "organisation", "show", "sort"], &[])
                },
                ..SearchBox::default()
            }),
            columns: vec![
                sorted(Column::new("Участник"), "name"),
                sorted(Column::new("Класс"), "class"),
                sorted(Column::new("Кто знакомит"), "organisation"),
                Column::new("Срок"),
                sorted(Column::new("Причина"), "reason"),
            ],
            rows: rows.iter().map(|child| self.child_row(child)).collect(),
            pager,
            export_links: listing::export_links(
                "/acquaintance/untold",
                &self.query.kept(&["exam", "organisation", "show"]),
            ),
            empty_text: Phrase::of("Таких участников нет."),
            ..TableView::default()
        };
        ExamState {
            heading: format!(
                "{}: {}",
                regulations::russian::capitalised(shown.russian()),
                count(total, "участник", "участника", "участников")
            ),
            sub: String::new(),
            flow: if self.monitor.rows.len() < 2 {
                self.flow()
            } else {
                Vec::new()
            },
            chart: None,
            table,
        }
    }

    fn child_row(&self, child: &UntoldChild) -> Row {
        let late = child.state == Some(ObligationState::Overdue);
        let words = term_words(child);
        let term = match (late, words.is_empty()) {
            (true, _) => Phrase::default().late(words),
            (false, true) => Phrase::default().muted("ещё не\u{a0}идёт"),
            (false, false) => Phrase::of(words),
        };
        let own = child.row.organisation_id == self.signed_in.request.actor.organisation.0
            && self.signed_in.may(Action::FillLedger);
        let name = if own && child.row.available_at.is_some() {
            Cell::link(
                child.name.as_str(),
                format!("/ledgers/{}#time-{}", child.row.ledger_id, child.row.line_number),
            )
        } else {
            Cell::link(child.name.as_str(), format!("/people/{}", child.row.person_id))
        };
        let reason = if child.reason.is_empty() {
            Phrase::default()
        } else {
            Phrase::of(&child.reason)
        };
        Row::new(vec![
            name,
            class_words(&child.row.class_name).into(),
            Cell::new(child.organisation.as_str()).full_line(),
            term.into(),
            Cell::new(reason).full_line(),
        ])
        .tone(if late { RowTone::Wrong } else { RowTone::Open })
    }
}
