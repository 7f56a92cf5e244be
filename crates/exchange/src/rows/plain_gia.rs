//! Rows of GIA results that say it the plain way. In a file of a million rows nearly all do, and nearly all share the cells
//! that are no person's own: the exam, the day, the form. Such a row is compared with one that was read before instead of
//! being read word by word; of every other row nothing is said here, and [`parse_gia_row`](super::parse_gia_row) reads it.

use crate::profile::{ColumnMatching, Field};
use crate::rows::gia_result::{MOST_PRIMARY, MOST_TEST};
use crate::rows::participant::{INFORMING_DIGITS, PARTICIPANT_CODE_CHARS};
use crate::rows::task_points::MOST_TASKS;
use crate::table::SheetRow;

const SERIES_DIGITS: usize = 4;
const NUMBER_DIGITS: usize = 6;
/// Stands between shared cells; a text that has it is no harm, the row is then merely not taken for another.
const BETWEEN: char = '\u{1f}';

/// The fields that are a person's own; columns of all others are shared.
const OWN: [Field; 11] = [
    Field::ParticipantCode,
    Field::Surname,
    Field::GivenName,
    Field::Patronymic,
    Field::Series,
    Field::Number,
    Field::SchoolCode,
    Field::PrimaryScore,
    Field::TestScore,
    Field::GradeMark,
    Field::TaskPoints,
];

/// Tells plain rows of one file.
pub struct PlainGiaReader {
    width: usize,
    shared: Vec<usize>,
    /// In the order of [`OWN`].
    own: [Option<usize>; OWN.len()],
}

/// The own cells of a plain row whose shared cells are those of a row that [`parse_gia_row`](super::parse_gia_row) reads as
/// a checked work without a word of its own about the minimum: the row is then read to exactly this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainGiaRow<'row> {
    pub participant_code: &'row str,
    /// Surname, given name and patronymic as they stand, untidied; all empty where there are none.
    pub name: [&'row str; 3],
    /// Series and number of a passport, digits.
    pub document: Option<[&'row str; 2]>,
    pub school_code: Option<&'row str>,
    pub primary: u16,
    pub test: Option<u8>,
    pub mark: Option<u8>,
    /// A digit for each task in order; empty where there are none.
    pub tasks: &'row str,
}

impl PlainGiaReader {
    /// `None` where each task has a column of its own: no row is plain then.
    pub fn of(header: &SheetRow, matching: &ColumnMatching) -> Option<Self> {
        if Field::TASKS.iter().any(|task| matching.column_of(*task).is_some()) {
            return None;
        }
        let own = OWN.map(|field| matching.column_of(field));
        let matched = matching.columns.iter().enumerate();
        let shared = matched
            .filter(|(column, one)| one.field.is_some() && !own.contains(&Some(*column)))
            .map(|(column, _)| column);
        Some(Self {
            width: header.width(),
            shared: shared.collect(),
            own,
        })
    }

    /// Puts the shared cells of a row into `key`, in place of what was there.
    pub fn shared_cells(&self, row: &SheetRow, key: &mut String) {
        key.clear();
        for column in &self.shared {
            key.push_str(row.cell(*column));
            key.push(BETWEEN);
        }
    }

    /// The own cells, where every one of them is plain.
    pub fn own_cells<'row>(&self, row: &'row SheetRow) -> Option<PlainGiaRow<'row>> {
        if row.width() > self.width || !row.notes().is_empty() {
            return None;
        }
        let cells = self.own.map(|column| column.map_or("", |column| row.cell(column)));
        let [
            code,
            surname,
            given_name,
            patronymic,
            series,
            number,
            school,
            primary,
            test,
            mark,
            tasks,
        ] = cells;
        if !is_plain_code(code) || !is_digits(tasks) || tasks.len() > MOST_TASKS {
            return None;
        }
        let document = match (series.len(), number.len()) {
            (_, 0) => None,
            (SERIES_DIGITS, NUMBER_DIGITS) if is_digits(series) && is_digits(number) => Some([series, number]),
            _ => return None,
        };
        let school_code = match school.len() {
            0 => None,
            length if INFORMING_DIGITS.contains(&length) && is_digits(school) => Some(school),
            _ => return None,
        };
        Some(PlainGiaRow {
            participant_code: code,
            name: [surname, given_name, patronymic],
            document,
            school_code,
            primary: number_of(primary, 0, MOST_PRIMARY)??,
            test: small(number_of(test, 0, MOST_TEST)?),
            mark: small(number_of(mark, 2, 5)?),
            tasks,
        })
    }
}

fn is_plain_code(code: &str) -> bool {
    let bytes = code.as_bytes();
    (1..=PARTICIPANT_CODE_CHARS).contains(&bytes.len())
        && bytes.first().is_some_and(u8::is_ascii_alphanumeric)
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Outer `None`: not plain or out of bounds; inner: the cell is empty.
fn number_of(text: &str, least: u16, most: u16) -> Option<Option<u16>> {
    match text.len() {
        0 => Some(None),
        1..=3 if is_digits(text) => {
            let number = text
                .bytes()
                .fold(0, |number, digit| number * 10 + u16::from(digit - b'0'));
            (least..=most).contains(&number).then_some(Some(number))
        }
        _ => None,
    }
}

fn small(number: Option<u16>) -> Option<u8> {
    number.and_then(|number| u8::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{ExchangeProfile, ProfileKind, match_columns};
    use crate::rows::{GiaOutcome, parse_gia_row};
    use crate::table::{SheetTable, TableFormat};
    use proptest::prelude::*;

    const HEADINGS: [&str; 15] = [
        "Код участника",
        "Фамилия",
        "Имя",
        "Отчество",
        "Серия",
        "Номер",
        "Код ОО",
        "Вид ГИА",
        "Форма",
        "Код предмета",
        "Дата экзамена",
        "Первичный балл",
        "Тестовый балл",
        "Оценка",
        "Баллы за задания",
    ];

    fn table(rows: Vec<SheetRow>) -> SheetTable {
        SheetTable {
            file_name: "р.csv".to_owned(),
            format: TableFormat::Xlsx,
            sheet_name: None,
            header: SheetRow::new(1, HEADINGS),
            rows,
            deleted_rows: 0,
        }
    }

    fn row(number: u32, own: [&str; 11]) -> SheetRow {
        let [
            code,
            surname,
            given,
            patronymic,
            series,
            document,
            school,
            primary,
            test,
            mark,
            tasks,
        ] = own;
        let cells = [
            code,
            surname,
            given,
            patronymic,
            series,
            document,
            school,
            "ГИА-11",
            "ЕГЭ",
            "01",
            "28.05.2026",
            primary,
            test,
            mark,
            tasks,
        ];
        SheetRow::new(number, cells)
    }

    const MODEL: [&str; 11] = [
        "42260001",
        "Ёлкина",
        "Анна",
        "Петровна",
        "3210",
        "000123",
        "420101",
        "34",
        "64",
        "",
        "1101",
    ];

    /// What the whole reading makes of a row, told in the words of the plain one.
    fn must_agree(own: [&str; 11]) -> bool {
        let rows = vec![row(2, MODEL), row(3, own)];
        let table = table(rows);
        let profile = ExchangeProfile::standard(ProfileKind::GiaResults);
        let matching = match_columns(&table, &profile);
        assert_eq!(matching.missing, Vec::new());
        let reader = PlainGiaReader::of(&table.header, &matching).unwrap();
        let (mut one, mut other) = (String::new(), String::new());
        reader.shared_cells(&table.rows[0], &mut one);
        reader.shared_cells(&table.rows[1], &mut other);
        assert_eq!(one, other);
        let Some(plain) = reader.own_cells(&table.rows[1]) else {
            return false;
        };
        let read = parse_gia_row(&table.rows[1], &table.header, &matching, &profile);
        if plain.name != ["", "", ""] && read.is_err() {
            // Names are for whoever knows how they should be written.
            return false;
        }
        let read = read.unwrap();
        assert_eq!(read.warnings, Vec::new());
        let value = read.value;
        assert_eq!(value.participant_code.as_deref(), Some(plain.participant_code));
        assert_eq!(value.school_code.as_deref(), plain.school_code);
        assert_eq!(
            value.document.map(|document| document.normalised()),
            plain.document.map(|[series, number]| format!("{series}{number}"))
        );
        let GiaOutcome::Checked(scores) = value.outcome else {
            panic!("a checked work");
        };
        assert_eq!(
            (scores.primary, scores.test, scores.mark),
            (plain.primary, plain.test, plain.mark)
        );
        let tasks: String = scores.tasks.iter().map(|task| task.points.to_string()).collect();
        assert_eq!(tasks, plain.tasks);
        assert!(scores.tasks.iter().all(|task| task.of.is_none()));
        true
    }

    #[test]
    fn plain_rows_are_told_from_others() {
        let with = |at: usize, cell: &'static str| {
            let mut own = MODEL;
            own[at] = cell;
            own
        };
        assert!(must_agree(MODEL));
        for (at, cell) in [
            (0, "A-7"),
            (5, ""),
            (6, ""),
            (6, "420"),
            (7, "007"),
            (8, ""),
            (9, "5"),
            (10, ""),
            (10, "10"),
        ] {
            assert!(must_agree(with(at, cell)), "{cell}");
        }
        for (at, cell) in [
            (0, ""),
            (0, "--"),
            (0, " 42260001"),
            (0, "Ж1"),
            (4, "321"),
            (4, "32 10"),
            (5, "12345"),
            (6, "42010"),
            (7, ""),
            (7, "34,0"),
            (7, "-"),
            (8, "101"),
            (9, "1"),
            (10, "1(2)"),
            (10, "1 1"),
            (10, "-"),
        ] {
            assert!(!must_agree(with(at, cell)), "{cell}");
        }
    }

    proptest! {
        #[test]
        fn a_plain_row_is_read_to_the_same(
            code in "[0-9A-Za-z -]{0,18}",
            series in "[0-9 ]{0,5}",
            number in "[0-9]{5,7}",
            school in "[0-9]{0,7}",
            primary in "[0-9,]{0,4}",
            test in "[0-9]{0,3}",
            mark in "[0-9]{0,1}",
            tasks in "[0-9() ]{0,8}",
        ) {
            must_agree([&code, "", "", "", &series, &number, &school, &primary, &test, &mark, &tasks]);
        }
    }
}
