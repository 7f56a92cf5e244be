//! Which subject of the law's list a row of GIA means.

use domain::exam::ExamKind;
use exchange::{Field, GiaForm, GiaResultRow};
use regulations::{ExamForm, ScaleBook, Subject, SubjectCode};

/// How a row names its subject; a code or a name is there.
pub(super) struct NamedSubject<'a> {
    pub kind: ExamKind,
    pub form: Option<GiaForm>,
    pub code: Option<u8>,
    pub name: Option<&'a str>,
}

/// What of a row is refused: field, value, message.
pub(super) type Refused = (Field, String, String);

/// The subject of a row: by its code, which with the kind tells the form, otherwise by its name.
pub(super) fn find_subject<'b>(book: &'b ScaleBook, row: &NamedSubject<'_>) -> Result<&'b Subject, Refused> {
    let form = row.form.and_then(|form| form.of_kind(row.kind));
    let subject = match row.code {
        Some(code) => by_code(book, row.kind, code)?,
        None => by_name(book, row.kind, form, row.name.unwrap_or_default())?,
    };
    match form {
        Some(form) if form != subject.form => Err(other_form(book, subject, form)),
        _ => Ok(subject),
    }
}

/// The subject of a row of results, where there is one.
pub(super) fn subject_of<'b>(book: &'b ScaleBook, row: &GiaResultRow) -> Option<&'b Subject> {
    let named = NamedSubject {
        kind: row.exam_kind,
        form: row.form,
        code: Some(row.subject_code),
        name: None,
    };
    find_subject(book, &named).ok()
}

fn by_code(book: &ScaleBook, kind: ExamKind, code: u8) -> Result<&Subject, Refused> {
    let refused = |message: String| (Field::SubjectCode, format!("{code:02}"), capitalised(&message));
    let code = SubjectCode::new(i64::from(code)).map_err(|error| refused(error.to_string()))?;
    let form = book.form_of(kind, code).map_err(|error| refused(error.to_string()))?;
    book.subject(form, code).map_err(|error| refused(error.to_string()))
}

fn by_name<'b>(
    book: &'b ScaleBook,
    kind: ExamKind,
    form: Option<ExamForm>,
    name: &str,
) -> Result<&'b Subject, Refused> {
    let of_kind = || {
        let subjects = book.subjects().iter();
        subjects.filter(move |one| one.form.kind() == kind && form.is_none_or(|form| one.form == form))
    };
    let key = name_key(name);
    let exact: Vec<&Subject> = of_kind().filter(|one| name_key(&one.name) == key).collect();
    if let [only] = exact.as_slice() {
        return Ok(only);
    }
    // «Математика» of ЕГЭ may be either; «Русский язык» without a form may be ЕГЭ or ГВЭ.
    let near = match exact.is_empty() {
        true => of_kind().filter(|one| name_key(&one.name).starts_with(&key)).collect(),
        false => exact,
    };
    let choice: Vec<String> = near
        .iter()
        .map(|one| format!("{}, {}\u{a0}— код\u{a0}{}", one.form.russian(), one.name, one.code))
        .collect();
    let message = match choice.is_empty() {
        true => "Такого предмета нет в справочнике. Исправьте название или впишите код предмета".to_owned(),
        false => format!(
            "Под этим названием несколько предметов ({}). Впишите код предмета",
            choice.join("; ")
        ),
    };
    Err((Field::SubjectName, name.to_owned(), message))
}

fn other_form(book: &ScaleBook, subject: &Subject, form: ExamForm) -> Refused {
    // The codes of ГВЭ are those of ОГЭ and 50 (domain-facts 3.1).
    let number = i64::from(subject.code.number());
    let twin = [number + 50, number - 50]
        .into_iter()
        .filter_map(|code| SubjectCode::new(code).ok())
        .find_map(|code| book.subject(form, code).ok());
    let cure = twin.map_or_else(
        || "Исправьте форму или код предмета".to_owned(),
        |twin| {
            format!(
                "Код этого предмета в\u{a0}форме {}\u{a0}— {}: исправьте код или форму",
                form.russian(),
                twin.code
            )
        },
    );
    let message = format!(
        "Предмет {} ({}) сдают в\u{a0}форме {}, а в файле форма {}. {cure}",
        subject.code,
        subject.name,
        subject.form.russian(),
        form.russian()
    );
    (Field::ExamForm, form.russian().to_owned(), message)
}

/// Lower case letters and figures, ё as е, without «(ГВЭ)».
fn name_key(name: &str) -> String {
    name.trim_end_matches("(ГВЭ)")
        .chars()
        .filter(|sign| sign.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .map(|sign| if sign == 'ё' { 'е' } else { sign })
        .collect()
}

/// The law's sentences begin small where they continue another.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
