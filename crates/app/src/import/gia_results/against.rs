//! A row of GIA results against all that is known of whom it speaks of. A value is made only by the scale of the exam's year
//! and region ([`check_delivered`]); whose it is, is found as for the essay.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use domain::edition::{EditionState, HoldReason};
use domain::exam::{AttendanceOutcome, ExamKind};
use domain::gia_score::{GiaColumns, GiaScore, PrimaryScore, Threshold, minimum_standing};
use domain::identity_document::IdentityDocument;
use domain::scale_conversion::{DeliveredScore, ScoreProblem, check_delivered};
use exchange::{Field, GiaOutcome, GiaResultRow, GiaScores, ParsedRow};
use regulations::russian::long_date;
use regulations::{Floor, Mark, Minimum, ScaleBook, ScaleError, ScaleKey, Subject, TestScore};
use storage::directory::Directory;
use storage::document_index::{DocumentIndexer, INDEX_BYTES};
use storage::standing::{self, SittingResultRow};
use storage::{Tx, exams, people};
use uuid::Uuid;

use super::super::compare_registrations;
use super::super::gia_subjects::{NamedSubject, Refused, capitalised, find_subject};
use super::super::plan::{Differences, EditionContent, Effect, NewEdition};
use super::super::registrant::{ExamKey, Places, gia_school_year};
use super::super::sitting_match::{Documents, NotMatched, is_other_person, is_place_of, new_edition};
use super::super::standing_exams::StandingExams;
use super::Source;
use crate::error::AppError;
use crate::exam_view::exam_name;
use crate::results_in_words::StoredValue;

/// Whose a row is, and what value it makes.
pub(super) struct Found {
    pub sitting: SittingResultRow,
    pub content: EditionContent,
}

/// What becomes of a row that fits.
pub(super) struct Consequence {
    pub effect: Effect,
    pub edition: NewEdition,
    /// Changes a released result: also where a newer edition waits, the released one would give way.
    pub touches_released: bool,
    pub warnings: Vec<String>,
}

/// Judges rows, some at a time.
pub(super) struct Judge<'a> {
    source: Source<'a>,
    /// Empty where the file has no names.
    pub directory: Arc<Directory>,
    pub places: Places,
    exams: Vec<(ExamKey, Uuid)>,
    indexer: DocumentIndexer,
}

/// What a row is held to.
struct Against<'a> {
    book: &'a ScaleBook,
    region: &'a str,
    exams: &'a StandingExams,
    documents: &'a Documents,
    directory: &'a Directory,
    places: &'a Places,
}

impl<'a> Judge<'a> {
    pub(super) async fn load(tx: &mut Tx, source: Source<'a>) -> Result<Self, AppError> {
        let names = source.file.matching.column_of(Field::Surname);
        let mut known = Vec::new();
        for exam in exams::all(tx).await? {
            known.push((compare_registrations::key_of(&exam)?, exam.id));
        }
        Ok(Self {
            source,
            directory: match names {
                Some(_) => source.app.directory_in(tx).await?,
                None => Arc::default(),
            },
            places: Places::load(tx).await?,
            exams: known,
            indexer: DocumentIndexer::new(&source.app.keys),
        })
    }

    pub(super) fn book(&self) -> &'a ScaleBook {
        self.source.app.law.scales()
    }

    pub(super) fn region(&self) -> &'a str {
        &self.source.app.region_code
    }

    pub(super) fn exam(&self, key: ExamKey) -> Option<Uuid> {
        self.exams.iter().find(|(known, _)| *known == key).map(|(_, id)| *id)
    }

    /// Keyed hash of a document.
    pub(super) fn index(&self, document: &IdentityDocument) -> [u8; INDEX_BYTES] {
        self.index_of(&document.normalised())
    }

    /// Keyed hash of a document by what [`IdentityDocument::normalised`] makes of it.
    pub(super) fn index_of(&self, normalised: &str) -> [u8; INDEX_BYTES] {
        *self.indexer.index(normalised).as_bytes()
    }

    /// For each row what it comes to, or everything that is wrong with it.
    pub(super) async fn judge(
        &self,
        tx: &mut Tx,
        rows: &[&ParsedRow<GiaResultRow>],
    ) -> Result<Vec<Result<Found, Vec<Refused>>>, AppError> {
        let documents = self.documents(tx, rows).await?;
        let standing = self.standing(tx, rows, &documents).await?;
        let against = Against {
            book: self.book(),
            region: self.region(),
            exams: &standing,
            documents: &documents,
            directory: &self.directory,
            places: &self.places,
        };
        Ok(rows.iter().map(|row| against.find(row)).collect())
    }

    async fn documents(&self, tx: &mut Tx, rows: &[&ParsedRow<GiaResultRow>]) -> Result<Documents, AppError> {
        let named = rows.iter().filter_map(|row| row.value.document.as_ref());
        let indexes: HashMap<String, _> = named.map(|one| (one.normalised(), self.index(one))).collect();
        let wanted: Vec<&[u8]> = indexes.values().map(<[u8; _]>::as_slice).collect();
        let persons: HashMap<Vec<u8>, Uuid> = people::persons_by_documents(tx, &wanted).await?.into_iter().collect();
        let known = indexes
            .into_iter()
            .filter_map(|(document, index)| Some((document, *persons.get(index.as_slice())?)));
        Ok(Documents::of(known))
    }

    /// The sittings that the rows speak of; of rows that speak of none, the people's sittings in every exam of the year.
    async fn standing(
        &self,
        tx: &mut Tx,
        rows: &[&ParsedRow<GiaResultRow>],
        documents: &Documents,
    ) -> Result<StandingExams, AppError> {
        let exams: BTreeSet<Uuid> = rows.iter().filter_map(|row| self.exam(key_of(&row.value))).collect();
        let exams = Vec::from_iter(exams);
        let named = self.sittings(tx, rows, documents, Some(&exams)).await?;
        let standing = StandingExams::of(&self.exams, named.clone());
        let is_found = |row: &ParsedRow<GiaResultRow>| {
            let code = row.value.participant_code.as_deref();
            let sittings = standing.get(&key_of(&row.value));
            sittings.is_some_and(|one| one.find(code, documents.find(row.value.document.as_ref())).is_ok())
        };
        let strangers: Vec<_> = rows.iter().copied().filter(|row| !is_found(row)).collect();
        if strangers.is_empty() {
            return Ok(standing);
        }
        let mut all = self.sittings(tx, &strangers, documents, None).await?;
        let known: HashSet<Uuid> = all.iter().map(|sitting| sitting.sitting_id).collect();
        all.extend(named.into_iter().filter(|sitting| !known.contains(&sitting.sitting_id)));
        Ok(StandingExams::of(&self.exams, all))
    }

    async fn sittings(
        &self,
        tx: &mut Tx,
        rows: &[&ParsedRow<GiaResultRow>],
        documents: &Documents,
        exams: Option<&[Uuid]>,
    ) -> Result<Vec<SittingResultRow>, AppError> {
        let year_of = |row: &ParsedRow<GiaResultRow>| (row.value.exam_kind, gia_school_year(row.value.exam_date));
        let years: BTreeSet<(ExamKind, i64)> = rows.iter().map(|row| year_of(row)).collect();
        let mut sittings = Vec::new();
        if exams.is_some_and(<[Uuid]>::is_empty) {
            return Ok(sittings);
        }
        for (kind, year) in years {
            let of_year = || rows.iter().filter(|row| year_of(row) == (kind, year));
            let codes: BTreeSet<&str> = of_year()
                .filter_map(|row| row.value.participant_code.as_deref())
                .collect();
            let year = (kind.code(), year);
            let by_code = standing::sitting_results_of(tx, year, exams, &Vec::from_iter(codes), &[]).await?;
            let person_of: HashMap<&str, Uuid> = by_code
                .iter()
                .map(|sitting| (sitting.participant_code.as_str(), sitting.person_id))
                .collect();
            // Whom the code does not name, the document may.
            let others: BTreeSet<Uuid> = of_year()
                .filter_map(|row| {
                    let by_code = row
                        .value
                        .participant_code
                        .as_deref()
                        .and_then(|code| person_of.get(code));
                    let person = documents.person(row.value.document.as_ref())?;
                    (by_code != Some(&person)).then_some(person)
                })
                .collect();
            let others = standing::sitting_results_of(tx, year, exams, &[], &Vec::from_iter(others)).await?;
            let known: HashSet<Uuid> = by_code.iter().map(|sitting| sitting.sitting_id).collect();
            sittings.extend(
                others
                    .into_iter()
                    .filter(|sitting| !known.contains(&sitting.sitting_id)),
            );
            sittings.extend(by_code);
        }
        Ok(sittings)
    }
}

pub(super) fn key_of(row: &GiaResultRow) -> ExamKey {
    ExamKey {
        kind: row.exam_kind,
        subject: i64::from(row.subject_code),
        date: row.exam_date,
    }
}

impl Against<'_> {
    /// Whose row it is and what value it makes, or everything that is wrong with it.
    fn find(&self, row: &ParsedRow<GiaResultRow>) -> Result<Found, Vec<Refused>> {
        let one = |refused: Refused| vec![refused];
        let named = NamedSubject {
            kind: row.value.exam_kind,
            form: row.value.form,
            code: Some(row.value.subject_code),
            name: None,
        };
        let subject = find_subject(self.book, &named).map_err(one)?;
        let sitting = self.sitting(row).map_err(one)?;
        self.refuse_sitting(row, subject, sitting).map_err(one)?;
        let content = content_of(self.book, self.region, &row.value, subject)?;
        Ok(Found {
            sitting: sitting.clone(),
            content,
        })
    }

    fn sitting(&self, row: &ParsedRow<GiaResultRow>) -> Result<&SittingResultRow, Refused> {
        let value = &row.value;
        let code = value.participant_code.as_deref();
        let document = self.documents.find(value.document.as_ref());
        let shown_code = || code.unwrap_or_default().to_owned();
        let key = key_of(value);
        let matched = match self.exams.get(&key) {
            Some(standing) => standing.find(code, document),
            None => Err(NotMatched::NotRegistered),
        };
        let error = match matched {
            Ok(sitting) => return Ok(sitting),
            Err(error) => error,
        };
        match error {
            NotMatched::TwoPeople => Err((Field::ParticipantCode, shown_code(), error.to_string())),
            NotMatched::OtherDocument => Err((Field::Number, String::new(), error.to_string())),
            NotMatched::NotRegistered => {
                let exam = format!("{}, {}", exam_name(key.kind, key.subject), long_date(key.date));
                let others = self.exams.elsewhere(&key, code, document);
                if let Some(other) = others.iter().find(|other| other.date == key.date) {
                    let message = format!(
                        "В\u{a0}этот день участник зарегистрирован на другой экзамен: {}. Сверьте код предмета",
                        exam_name(other.kind, other.subject)
                    );
                    return Err((Field::SubjectCode, format!("{:02}", key.subject), message));
                }
                if let Some(other) = others.first() {
                    let message = format!(
                        "На\u{a0}этот предмет участник зарегистрирован {}. Сверьте дату экзамена",
                        long_date(other.date)
                    );
                    return Err((Field::ExamDate, long_date(key.date), message));
                }
                let message = match self.exams.get(&key) {
                    Some(_) => {
                        format!("Участник не зарегистрирован на экзамен: {exam}. Сначала загрузите участников ГИА")
                    }
                    None => format!("Такого экзамена нет, никто не зарегистрирован: {exam}. Проверьте предмет и дату"),
                };
                let field = match code {
                    Some(_) => Field::ParticipantCode,
                    None => Field::Number,
                };
                Err((field, shown_code(), message))
            }
        }
    }

    fn refuse_sitting(
        &self,
        row: &ParsedRow<GiaResultRow>,
        subject: &Subject,
        sitting: &SittingResultRow,
    ) -> Result<(), Refused> {
        let other_name = row.value.name.as_ref();
        if let Some(name) = other_name.and_then(|given| is_other_person(sitting, given, self.directory)) {
            let message = format!("По коду или документу зарегистрирован другой человек: {name}. Сверьте");
            return Err((Field::Surname, row.who.clone(), message));
        }
        if let Some(code) = &row.value.school_code {
            if self.places.get(code).is_none() {
                return Err((Field::SchoolCode, code.clone(), self.places.unknown(code)));
            }
            if !is_place_of(sitting, code, self.places) {
                let message = format!(
                    "Участник зарегистрирован в организации {}, а в файле другая. Сверьте код",
                    self.places.code_of(sitting.registering_organisation_id)
                );
                return Err((Field::SchoolCode, code.clone(), message));
            }
        }
        if sitting.form.as_deref().is_some_and(|form| form != subject.form.code()) {
            let message = "Участник зарегистрирован на этот экзамен в другой форме. Сверьте форму".to_owned();
            return Err((Field::ExamForm, subject.form.russian().to_owned(), message));
        }
        if sitting.edition_state.as_deref() == Some(EditionState::Approved.code()) {
            let message = "Результат утверждён протоколом и ещё не выпущен: загрузите файл после выпуска".to_owned();
            return Err((Field::PrimaryScore, String::new(), message));
        }
        Ok(())
    }
}

/// The scale that a row is held to.
pub(super) fn scale_key<'a>(region: &'a str, row: &GiaResultRow, subject: &Subject) -> ScaleKey<'a> {
    ScaleKey {
        form: subject.form,
        subject: subject.code,
        series: row.variant.as_deref().and_then(series_of),
        year: row.exam_date.year(),
        region,
    }
}

/// The value by the scale of the exam's year and region.
pub(super) fn content_of(
    book: &ScaleBook,
    region: &str,
    row: &GiaResultRow,
    subject: &Subject,
) -> Result<EditionContent, Vec<Refused>> {
    let key = scale_key(region, row, subject);
    let blank = |attendance| EditionContent {
        attendance,
        essay_value: None,
        topic: None,
        gia: None,
    };
    let scores = match &row.outcome {
        // An oral part has no result of its own, be it absent or not.
        GiaOutcome::NotChecked(_) if subject.written.is_some() => {
            let problem = book.scale(key).err().map(ScoreProblem::NoScale);
            return Err(problem.into_iter().map(|problem| refused(&problem, row)).collect());
        }
        GiaOutcome::NotChecked(attendance) => return Ok(blank(*attendance)),
        GiaOutcome::Checked(scores) => scores,
    };
    let delivered = delivered(scores).map_err(|message| vec![(Field::PrimaryScore, String::new(), message)])?;
    let score = check_delivered(book, key, delivered)
        .map_err(|problems| problems.iter().map(|problem| refused(problem, row)).collect::<Vec<_>>())?;
    if let (Some(said), Ok(minimum)) = (scores.minimum_reached, book.minimum(key)) {
        let said = match said {
            true => Threshold::Reached,
            false => Threshold::NotReached,
        };
        refuse_minimum(said, minimum, &score).map_err(|refused| vec![refused])?;
    }
    Ok(EditionContent {
        gia: Some(score.columns()),
        ..blank(AttendanceOutcome::Written)
    })
}

impl Found {
    /// What the row does to what stands.
    pub(super) fn consequence(&self) -> Consequence {
        let effect = compare(&self.content, &self.sitting);
        let mut edition = new_edition(&self.sitting);
        let mut warnings = Vec::new();
        if edition.hold.is_some() {
            warnings.push(
                "Результат задержан: новое значение тоже останется задержанным, пока задержку не снимут".to_owned(),
            );
        } else if let Some(note) = contradicts_attendance(&self.content, &self.sitting) {
            warnings.push(format!("Результат будет задержан: {note}"));
            edition.hold = Some((HoldReason::DayRecordsConflict.code().to_owned(), Some(note)));
        }
        if effect == Effect::Same {
            warnings.clear();
        }
        Consequence {
            touches_released: effect != Effect::Same && self.sitting.released_edition_id.is_some(),
            effect,
            edition,
            warnings,
        }
    }
}

/// Numbers of variants of ГВЭ-9 mathematics begin with their series: «317» is of the 300s (domain-facts 3.6).
fn series_of(variant: &str) -> Option<u16> {
    let number: u16 = variant.parse().ok().filter(|_| variant.len() == 3)?;
    (number >= 100).then_some(number / 100 * 100)
}

fn delivered(scores: &GiaScores) -> Result<DeliveredScore, String> {
    let test_score = scores.test.map(|score| TestScore::new(i64::from(score))).transpose();
    let mark = scores.mark.map(|mark| Mark::new(i64::from(mark))).transpose();
    Ok(DeliveredScore {
        primary: PrimaryScore::new(i64::from(scores.primary)).map_err(|error| error.to_string())?,
        test_score: test_score.map_err(|error| error.to_string())?,
        mark: mark.map_err(|error| error.to_string())?,
        points: scores.points.clone(),
    })
}

/// The cell a problem speaks of, and what to do. Who may enter a scale is said, because it is not who imports.
fn refused(problem: &ScoreProblem, row: &GiaResultRow) -> Refused {
    let scores = match &row.outcome {
        GiaOutcome::Checked(scores) => Some(scores),
        GiaOutcome::NotChecked(_) => None,
    };
    let number = |number: Option<u16>| number.map(|number| number.to_string()).unwrap_or_default();
    let field = match problem {
        ScoreProblem::NoScale(ScaleError::SeriesNeeded { .. }) => Field::Variant,
        ScoreProblem::NoScale(ScaleError::NoScale { .. } | ScaleError::NoMinimum { .. })
        | ScoreProblem::PrimaryOutOfScale { .. } => Field::PrimaryScore,
        ScoreProblem::NoScale(_) => Field::SubjectCode,
        ScoreProblem::TestScoreDoesNotFollow { .. } | ScoreProblem::TestScoreNotUsed => Field::TestScore,
        ScoreProblem::ScaleOfAnotherYear { .. } if scores.is_some_and(|scores| scores.test.is_some()) => {
            Field::TestScore
        }
        ScoreProblem::MarkDoesNotFollow { .. }
        | ScoreProblem::MarkBreaksCondition { .. }
        | ScoreProblem::ScaleOfAnotherYear { .. }
        | ScoreProblem::MarkNotUsed => Field::GradeMark,
        ScoreProblem::PointsDoNotSum { .. } | ScoreProblem::PartPointsMissing { .. } => Field::TaskPoints,
    };
    let value = match field {
        Field::Variant => row.variant.clone().unwrap_or_default(),
        Field::SubjectCode => format!("{:02}", row.subject_code),
        Field::PrimaryScore => number(scores.map(|scores| scores.primary)),
        Field::TestScore => number(scores.and_then(|scores| scores.test).map(u16::from)),
        Field::GradeMark => number(scores.and_then(|scores| scores.mark).map(u16::from)),
        _ => scores.map(|scores| scores.points.code()).unwrap_or_default(),
    };
    let message = match problem {
        ScoreProblem::NoScale(ScaleError::NoScale { .. }) => {
            format!(
                "{problem}. Шкалу вносит администратор системы файлом шкал, по\u{a0}документу Рособрнадзора или министерства"
            )
        }
        problem => problem.to_string(),
    };
    (field, value, capitalised(&message))
}

/// The file says whether the minimum is reached; the year's minimum must agree.
fn refuse_minimum(said: Threshold, minimum: &Minimum, score: &GiaScore) -> Result<(), Refused> {
    let Some(standing) = minimum_standing(minimum, score).to_pass else {
        return Ok(());
    };
    if standing == said {
        return Ok(());
    }
    let floor = match minimum.to_pass {
        Some(Floor::Test(score)) => format!("{score} тестовых"),
        Some(Floor::Mark(mark)) => format!("отметка {mark}"),
        Some(Floor::Primary(score)) => format!("{score} первичных"),
        None => String::new(),
    };
    let (shown, truth) = match said {
        Threshold::Reached => ("да", "не набран"),
        Threshold::NotReached => ("нет", "набран"),
    };
    let message = format!(
        "Минимум набран: стоит «{shown}», а\u{a0}минимум этого года ({floor}) {truth}: {}. Исправьте это поле или балл",
        score.columns().long_words()
    );
    Err((Field::MinimumReached, shown.to_owned(), message))
}

/// A score for somebody who, by what came before, was absent, removed or did not finish (mordovia-187:8.1).
fn contradicts_attendance(content: &EditionContent, sitting: &SittingResultRow) -> Option<String> {
    let was = AttendanceOutcome::from_code(sitting.attendance.as_deref()?).ok()?;
    let contradicts = was != AttendanceOutcome::Written && content.attendance == AttendanceOutcome::Written;
    contradicts.then(|| {
        format!(
            "раньше передана отметка «{}», теперь пришли баллы; сверьте с\u{a0}документами дня экзамена",
            was.russian()
        )
    })
}

fn compare(content: &EditionContent, sitting: &SittingResultRow) -> Effect {
    let Some(attendance) = &sitting.attendance else {
        return Effect::New;
    };
    let mut differences = Differences::default();
    let was = AttendanceOutcome::from_code(attendance).map_or("", AttendanceOutcome::russian);
    differences.compare("Отметка", was, content.attendance.russian());
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let now = content.gia.as_ref();
    differences.compare(
        "Первичный балл",
        &number(sitting.primary_score),
        &number(now.map(|columns| columns.primary_score)),
    );
    differences.compare(
        "Тестовый балл",
        &number(sitting.test_score),
        &number(now.and_then(|columns| columns.test_score)),
    );
    differences.compare(
        "Отметка по шкале",
        &number(sitting.mark),
        &number(now.and_then(|columns| columns.mark)),
    );
    differences.compare(
        "Баллы за задания",
        sitting.task_points.as_deref().unwrap_or_default(),
        now.and_then(|columns: &GiaColumns| columns.task_points.as_deref())
            .unwrap_or_default(),
    );
    differences.effect()
}

/// «ЕГЭ. Физика: 36 первичных, 80 тестовых», «ЕГЭ. Физика: не явился».
pub(super) fn says(row: &GiaResultRow, content: &EditionContent) -> String {
    let exam = exam_name(row.exam_kind, i64::from(row.subject_code));
    let value = content
        .gia
        .as_ref()
        .map_or_else(|| content.attendance.russian().to_owned(), StoredValue::long_words);
    format!("{exam}: {value}")
}
