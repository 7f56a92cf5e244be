//! Reads one row field by field and collects what is wrong with it.

use std::ops::RangeInclusive;

use domain::essay::EssayMark;
use domain::person_name::{NamePart, PersonName};
use regulations::LegalDate;

use crate::address::cell_address;
use crate::profile::{ColumnMatching, ExchangeProfile, Field};
use crate::rows::Problem;
use crate::rows::date::{parse_date, russian_date};
use crate::rows::words::{Word, usual_word};
use crate::table::{CellNote, CellNoteKind, SheetRow};

const EMPTY: &str = "Не заполнено. Впишите значение";

/// One row while it is read. A method that finds a problem notes it and returns `None`; the row is then wrong, whatever
/// else it has.
pub(super) struct RowReader<'a> {
    row: &'a SheetRow,
    matching: &'a ColumnMatching,
    profile: &'a ExchangeProfile,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl<'a> RowReader<'a> {
    pub(super) fn of(
        row: &'a SheetRow,
        width: usize,
        matching: &'a ColumnMatching,
        profile: &'a ExchangeProfile,
    ) -> Self {
        let mut reader = Self {
            row,
            matching,
            profile,
            problems: Vec::new(),
            warnings: Vec::new(),
        };
        for note in row.notes() {
            reader.hear(note);
        }
        reader.refuse_cells_beyond(width);
        reader
    }

    /// The surname, given name and patronymic, or the name and code of an organisation, as in the file.
    pub(super) fn who(&self) -> String {
        let person = [Field::Surname, Field::GivenName, Field::Patronymic];
        let organisation = [Field::ShortName, Field::OrganisationCode];
        let code = [Field::ParticipantCode, Field::Number];
        let has = |field| self.matching.column_of(field).is_some();
        let fields = match () {
            () if has(Field::Surname) => person.as_slice(),
            () if has(Field::ParticipantCode) || has(Field::Number) => &code,
            () => &organisation,
        };
        let parts: Vec<&str> = fields
            .iter()
            .map(|field| self.text(*field))
            .filter(|text| !text.is_empty())
            .collect();
        parts.join(" ")
    }

    /// Problems and warnings.
    pub(super) fn findings(self) -> (Vec<Problem>, Vec<Problem>) {
        (self.problems, self.warnings)
    }

    /// Trimmed text of a field; empty where there is no column, and for a lonely dash.
    pub(super) fn text(&self, field: Field) -> &'a str {
        let text = self
            .matching
            .column_of(field)
            .map_or("", |column| self.row.cell(column))
            .trim();
        if text.chars().all(|c| matches!(c, '-' | '–' | '—')) {
            ""
        } else {
            text
        }
    }

    pub(super) fn problem(&mut self, field: Field, message: impl ToString) {
        // What was said about a cell first is the cause; the rest follows from it.
        if !self.problems.iter().any(|known| known.field == Some(field)) {
            self.problems.push(self.finding(field, message.to_string()));
        }
    }

    pub(super) fn warn(&mut self, field: Field, message: impl ToString) {
        self.warnings.push(self.finding(field, message.to_string()));
    }

    /// Text on one line, spaces collapsed, of at most so many characters. Empty is no problem.
    pub(super) fn line_of_text(&mut self, field: Field, longest: usize) -> Option<String> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        let kept = text
            .chars()
            .map(|c| if c.is_whitespace() { ' ' } else { c })
            .filter(|c| !c.is_control());
        let joined: String = kept.collect();
        let tidied = joined.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = tidied.chars().count();
        if length > longest {
            self.problem(
                field,
                format!("{length} знаков, допустимо не больше {longest}. Сократите"),
            );
            return None;
        }
        Some(tidied).filter(|text| !text.is_empty())
    }

    pub(super) fn required_line(&mut self, field: Field, longest: usize) -> Option<String> {
        let is_given = self.is_given(field);
        self.line_of_text(field, longest).filter(|_| is_given)
    }

    /// Letters of the Latin and Russian alphabets, figures and hyphens, without spaces.
    pub(super) fn code(&mut self, field: Field, longest: usize) -> Option<String> {
        let code: String = self.text(field).chars().filter(|c| !c.is_whitespace()).collect();
        if code.is_empty() {
            return None;
        }
        if let Some(stray) = code
            .chars()
            .find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | 'А'..='я' | 'Ё' | 'ё'))
        {
            self.problem(
                field,
                format!("Недопустимый знак «{stray}». Допустимы буквы, цифры и дефис"),
            );
            return None;
        }
        let length = code.chars().count();
        if length > longest {
            self.problem(
                field,
                format!("{length} знаков, допустимо не больше {longest}. Проверьте код"),
            );
            return None;
        }
        Some(code)
    }

    /// Exactly one of so many digits (ascending), zeros kept. Empty is no problem.
    pub(super) fn digits(&mut self, field: Field, lengths: &[usize]) -> Option<String> {
        let code: String = self.text(field).chars().filter(|c| !c.is_whitespace()).collect();
        if code.is_empty() {
            return None;
        }
        let is_number = code.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && lengths.contains(&code.len()) {
            return Some(code);
        }
        let wanted = lengths
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" или ");
        if !is_number {
            self.problem(field, format!("Нужны только цифры, их {wanted}. Проверьте код"));
        } else if let Some(length) = lengths.iter().find(|length| code.len() < **length) {
            let restored = format!("{code:0>length$}");
            let message = format!(
                "В коде {} цифр вместо {wanted}. Похоже, Excel убрал ноль в начале: {restored}. Задайте столбцу формат «Текстовый»",
                code.len()
            );
            self.problem(field, message);
        } else {
            self.problem(
                field,
                format!("В коде {} цифр вместо {wanted}. Проверьте код", code.len()),
            );
        }
        None
    }

    pub(super) fn required_digits(&mut self, field: Field, lengths: &[usize]) -> Option<String> {
        if self.is_given(field) {
            self.digits(field, lengths)
        } else {
            None
        }
    }

    /// A word of a column of words, by the profile's dictionary first. Empty is no problem.
    pub(super) fn word<T: Word>(&mut self, field: Field) -> Option<T> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        let word = match self.profile.code_of(field, text) {
            Some(code) => T::of_code(code),
            None => usual_word(text),
        };
        if word.is_none() {
            self.problem(field, format!("Такого значения нет. Нужно: {}", T::ACCEPTED));
        }
        word
    }

    pub(super) fn required_word<T: Word>(&mut self, field: Field) -> Option<T> {
        if self.is_given(field) { self.word(field) } else { None }
    }

    pub(super) fn required_date(&mut self, field: Field) -> Option<LegalDate> {
        if !self.is_given(field) {
            return None;
        }
        parse_date(self.text(field), self.profile.date_format)
            .map_err(|error| self.problem(field, error))
            .ok()
    }

    /// The exam date, held to the one the profile expects.
    pub(super) fn exam_date(&mut self) -> Option<LegalDate> {
        let date = self.required_date(Field::ExamDate)?;
        let Some(expected) = self.profile.expected_exam_date.map(|expected| expected.0) else {
            return Some(date);
        };
        if date == expected {
            return Some(date);
        }
        let wrong = match school_year(expected) - school_year(date) {
            0 => "Это другая дата",
            1 => "Это дата прошлого учебного года",
            _ => "Это дата другого учебного года",
        };
        self.problem(
            Field::ExamDate,
            format!(
                "{wrong}. Профиль ждёт {}. Исправьте дату или выберите другой профиль",
                russian_date(expected)
            ),
        );
        None
    }

    /// A whole number without a sign, within bounds. Empty is no problem.
    pub(super) fn whole_number(&mut self, field: Field, bounds: RangeInclusive<u16>) -> Option<u16> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        // «74,0» is what some programs make of 74.
        let whole = [",0", ".0"]
            .iter()
            .find_map(|end| text.strip_suffix(end))
            .unwrap_or(text);
        let is_number = whole.len() <= 5 && whole.bytes().all(|byte| byte.is_ascii_digit());
        let number = whole.parse().ok().filter(|number| is_number && bounds.contains(number));
        if number.is_none() {
            let (least, most) = bounds.into_inner();
            self.problem(
                field,
                format!("Нужно целое число от\u{a0}{least} до\u{a0}{most}. Исправьте"),
            );
        }
        number
    }

    /// What the profile's dictionary has for one sign of a field; unlike words, signs are told apart exactly.
    pub(super) fn profile_sign(&self, field: Field, sign: &str) -> Option<&'a str> {
        let values = self.profile.values.get(&field)?;
        values.get(sign).map(String::as_str)
    }

    pub(super) fn has_column(&self, field: Field) -> bool {
        self.matching.column_of(field).is_some()
    }

    /// The cell as it stands, trimmed; a dash is kept.
    pub(super) fn raw_text(&self, field: Field) -> &'a str {
        let column = self.matching.column_of(field);
        column.map_or("", |column| self.row.cell(column)).trim()
    }

    pub(super) fn mark(&mut self, field: Field) -> Option<EssayMark> {
        self.word(field)
    }

    pub(super) fn person_name(&mut self) -> Option<PersonName> {
        let patronymic = Some(self.text(Field::Patronymic));
        match PersonName::parse(self.text(Field::Surname), self.text(Field::GivenName), patronymic) {
            Ok(name) => Some(name),
            Err(error) => {
                let field = match error.part() {
                    NamePart::Surname => Field::Surname,
                    NamePart::GivenName => Field::GivenName,
                    NamePart::Patronymic => Field::Patronymic,
                };
                self.problem(field, with_suggestion(&error, error.suggestion()));
                None
            }
        }
    }

    /// Whether there is a text; if not, that is a problem.
    pub(super) fn is_given(&mut self, field: Field) -> bool {
        let is_given = !self.text(field).is_empty();
        if !is_given {
            self.problem(field, EMPTY);
        }
        is_given
    }

    fn finding(&self, field: Field, message: String) -> Problem {
        let value = self
            .matching
            .column_of(field)
            .map_or("", |column| self.row.cell(column));
        Problem {
            cell: self.matching.cell_address(field, self.row.number()),
            field: Some(field),
            value: value.to_owned(),
            message,
        }
    }

    /// What the table reader noticed about a cell.
    fn hear(&mut self, note: &CellNote) {
        let field = self.matching.columns.get(note.column).and_then(|column| column.field);
        let is_across = matches!(note.kind, CellNoteKind::MergedAcross(_));
        if field.is_none() && !is_across {
            return;
        }
        let value = self.row.cell(note.column).to_owned();
        let cell = cell_address(note.column, self.row.number());
        let (findings, message) = match &note.kind {
            CellNoteKind::FormulaValue => {
                (&mut self.warnings, "Значение посчитано формулой: взято то, что показывал Excel при сохранении".to_owned())
            }
            CellNoteKind::MergedDown(range) => (&mut self.warnings, format!("Ячейки {range} объединены: значение взято из верхней")),
            CellNoteKind::FormulaWithoutValue => (
                &mut self.problems,
                "В ячейке формула без посчитанного значения. Откройте файл в Excel, замените формулу значением и сохраните".to_owned(),
            ),
            CellNoteKind::ErrorValue => (&mut self.problems, "В ячейке ошибка Excel вместо значения. Исправьте формулу или впишите значение".to_owned()),
            CellNoteKind::Memo => (
                &mut self.problems,
                "Значение хранится в отдельном файле примечаний, который не загружается. Выгрузите этот столбец обычным текстом".to_owned(),
            ),
            CellNoteKind::MergedAcross(range) => (
                &mut self.problems,
                format!("Ячейки {range} объединены поперёк столбцов: непонятно, к какому полю значение. Отмените объединение и заполните каждую"),
            ),
        };
        findings.push(Problem {
            cell,
            field,
            value,
            message,
        });
    }

    /// Text to the right of the last heading means that a delimiter stands within a value.
    fn refuse_cells_beyond(&mut self, width: usize) {
        if let Some(column) = (width..self.row.width()).find(|column| !self.row.cell(*column).trim().is_empty()) {
            let message = "Правее последнего заголовка есть значение: в строке лишний разделитель, или столбец без заголовка. Исправьте".to_owned();
            let cell = cell_address(column, self.row.number());
            self.problems.push(Problem {
                cell,
                field: None,
                value: self.row.cell(column).to_owned(),
                message,
            });
        }
    }
}

/// The error's text, and what the value probably was.
pub(super) fn with_suggestion(error: &dyn std::error::Error, suggestion: Option<&str>) -> String {
    match suggestion {
        Some(suggestion) => format!("{error}. Возможно, верно: {suggestion}"),
        None => error.to_string(),
    }
}

/// The year in which the school year of a date began.
fn school_year(date: LegalDate) -> i16 {
    if date.month() >= 9 {
        date.year()
    } else {
        date.year() - 1
    }
}
