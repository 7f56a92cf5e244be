//! What the public pages are given of the working installation: the publication projection and a few facts, through the
//! use cases alone. The one place where the public side and the application meet.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use app::lookup::FoundResult;
use app::lookup_opening::ExamName;
use app::published_gia::{self, CountedIn, PublishedMinimum, PublishedProtocol, subject_name};
use app::settings::SettingName;
use app::App;
use domain::essay::{AttendanceMark, EssayValue, WorkType};
use domain::exam::AttendanceOutcome;
use domain::gia_score::{GiaOutcome, Mark, TestScore};
use lookup::{
    AppealTerm, ApprovedBy, DatedLine, DefenceOptions, Found, GiaSittingOutcome, IpNet, MinimumCountedIn, OpenExam, Outcome, Pending,
    PublicFacts, PublishedEssay, PublishedGia, PublishedResults, Query, SecondQuestion, SittingOutcome, Unavailable,
    YearsMinimum,
};
use regulations::russian::date_time;
use regulations::{EventCode, ExamForm, ExamKind, LegalDate, Ruleset, SubjectCode, essay_dates};
use storage::keys::Purpose;

/// The look-up's answers from [`App`].
pub struct AppAnswers {
    app: Arc<App>,
}

impl AppAnswers {
    /// Over one installation.
    pub fn new(app: Arc<App>) -> Self {
        Self { app }
    }

    async fn current_facts(&self) -> Result<PublicFacts, Unavailable> {
        let app = &self.app;
        let open_exams = app.open_lookups().await.map_err(Unavailable::because)?;
        let question = app.second_question().await.map_err(Unavailable::because)?;
        let hot_line = app.setting(SettingName::HotLine).await.map_err(Unavailable::because)?;
        let now = app.clock.now();
        let today = app.day_of(now);
        let now = format!("{} (местное время)", date_time(&app.zone, now));
        Ok(PublicFacts {
            open_exams: open_exams.into_iter().map(open_exam).collect(),
            second_question: match question {
                app::lookup::SecondQuestion::Surname => SecondQuestion::Surname,
                app::lookup::SecondQuestion::Nothing => SecondQuestion::Nothing,
            },
            hot_line,
            procedure: self.procedure(),
            schedule: schedule(today),
            today,
            // The projection is read as it stands at this moment.
            as_of: format!("Данные на\u{a0}{now}"),
            now,
        })
    }

    async fn found(&self, query: &Query) -> Result<Outcome, Unavailable> {
        let Query {
            series,
            number,
            surname,
        } = query;
        match self.app.find_published(series, number, surname).await {
            Ok(found) if found.is_empty() => Ok(Outcome::NothingFound),
            Ok(found) => {
                let mut shown = Found::default();
                for result in &found {
                    match &result.record.gia {
                        None => shown.essays.push(self.essay(result)?),
                        Some(gia) => shown.exams.push(self.exam(result, gia)?),
                    }
                }
                Ok(Outcome::Found(shown))
            }
            Err(error) => Err(Unavailable::because(error)),
        }
    }

    fn essay(&self, found: &FoundResult) -> Result<PublishedEssay, Unavailable> {
        let record = &found.record;
        let work_type = WorkType::from_code(&record.subject_code.to_string());
        Ok(PublishedEssay {
            work_type: work_type.map_err(Unavailable::because)?,
            exam_date: record.exam_date.parse().map_err(Unavailable::because)?,
            outcome: sitting_outcome(&record.attendance, record.essay_value.as_deref())?,
            told_by: record.told_by.clone(),
            publication_number: found.publication,
            published_at: date_time(&self.app.zone, found.published_at),
        })
    }

    fn exam(&self, found: &FoundResult, gia: &published_gia::PublishedGia) -> Result<PublishedGia, Unavailable> {
        let record = &found.record;
        let scales = self.app.law.scales();
        let kind = ExamKind::from_code(&gia.kind).map_err(Unavailable::because)?;
        let form = ExamForm::from_code(&gia.form).map_err(Unavailable::because)?;
        let subject_code = SubjectCode::new(record.subject_code).map_err(Unavailable::because)?;
        let subject = scales.subject(form, subject_code).ok();
        Ok(PublishedGia {
            kind,
            form,
            subject: subject_name(scales, form, record.subject_code),
            subject_code,
            written_part: subject.and_then(|subject| subject.written),
            exam_date: day(&record.exam_date)?,
            oral_part: gia.oral_part.as_deref().map(day).transpose()?,
            outcome: gia_outcome(&record.attendance, gia)?,
            to_pass: gia.to_pass.as_ref().map(minimum),
            university: gia.university.as_ref().map(minimum),
            protocol: gia.protocol.as_ref().map(approved_by).transpose()?,
            appeal: self.app.ruleset().ok().and_then(|rules| appeal_term(&rules, kind)),
            told_by: record.told_by.clone(),
            publication_number: found.publication,
            published_at: date_time(&self.app.zone, found.published_at),
        })
    }

    /// The procedure in our own words, with clauses.
    fn procedure(&self) -> Vec<String> {
        [
            (
                "Результат говорят там, где участник учится: в\u{a0}школе или колледже. Экстернам\u{a0}— там, где они \
                 регистрировались, выпускникам прошлых лет\u{a0}— в\u{a0}муниципальном органе образования",
                "kuzbass-4195:2.1",
            ),
            (
                "Знакомят под подпись, не\u{a0}позже следующего рабочего дня после того, как результаты переданы \
                 в\u{a0}муниципалитет, государственную школу или колледж",
                "kuzbass-4195:2.7",
            ),
            (
                "По\u{a0}решению министерства результат можно узнать и\u{a0}здесь, по\u{a0}серии и\u{a0}номеру документа",
                "kuzbass-4195:2.8",
            ),
            (
                "Получившие незачёт ученики и\u{a0}экстерны могут написать ещё раз в\u{a0}дополнительные даты, \
                 не\u{a0}больше двух раз за\u{a0}учебный год",
                "kirov-1497:4.3",
            ),
            (
                "ЕГЭ и\u{a0}ГВЭ-11: утверждённые результаты передают в\u{a0}школы и\u{a0}муниципальные органы за\u{a0}один рабочий \
                 день, ещё за\u{a0}один вас с\u{a0}ними знакомят; этот день\u{a0}— официальный день объявления",
                "mordovia-187:4",
            ),
            (
                "В\u{a0}день утверждения результаты экзаменов открывают и\u{a0}здесь, по\u{a0}решению государственной \
                 экзаменационной комиссии",
                "mordovia-187:8.3",
            ),
            (
                "ОГЭ и\u{a0}ГВЭ-9: результат узнают за\u{a0}один рабочий день со\u{a0}дня передачи в\u{a0}школу; этот день\u{a0}— \
                 официальный день объявления",
                "kuzbass-gia9:info 6",
            ),
            (
                "Апелляцию о\u{a0}несогласии с\u{a0}баллами подают за\u{a0}два рабочих дня после официального дня объявления",
                "kuzbass-gia9:rights 6",
            ),
        ]
        .into_iter()
        .map(|(words, citation)| self.with_clause(words, citation))
        .collect()
    }

    fn with_clause(&self, words: &str, citation: &str) -> String {
        let clause = citation.parse().ok();
        match clause.and_then(|clause| self.app.law.clause_words(&clause)) {
            Some(clause) => format!("{words} ({}).", clause.chip),
            None => format!("{words}."),
        }
    }
}

impl PublishedResults for AppAnswers {
    fn facts(&self) -> Pending<'_, PublicFacts> {
        Box::pin(self.current_facts())
    }

    fn find<'a>(&'a self, query: &'a Query) -> Pending<'a, Outcome> {
        Box::pin(self.found(query))
    }
}

/// What guessing is counted with: the clock that nobody moves, a key of the installation's, and a file beside the data, so
/// that a restart forgives nobody.
pub fn defence(app: &App, data_dir: &Path) -> DefenceOptions {
    let clock = Arc::clone(&app.clock);
    DefenceOptions {
        clock: Arc::new(move || Duration::from_micros(u64::try_from(clock.steady().as_micros()).unwrap_or(0))),
        hash_key: app
            .keys
            .purpose_key(Purpose::AddressIndex)
            .keyed_hash(&[b"look-up-tries"]),
        kept_in: Some(data_dir.join("look-up-tries.bin")),
    }
}

/// Single addresses of proxies as the look-up wants them.
pub fn proxies(addresses: &[IpAddr]) -> Vec<IpNet> {
    addresses.iter().copied().map(IpNet::from).collect()
}

/// The dates of the school year that `today` falls into, by the rule (kirov-1497:4.3).
fn schedule(today: LegalDate) -> Vec<DatedLine> {
    let autumn = if today.month() >= 9 {
        today.year()
    } else {
        today.year() - 1
    };
    let Ok(dates) = essay_dates(autumn) else {
        return Vec::new();
    };
    let line = |date, what: &str| DatedLine {
        date,
        what: format!("{what} сочинения и\u{a0}изложения, начало в\u{a0}10:00."),
    };
    vec![
        line(dates.main, "основная дата"),
        line(dates.february, "первая дополнительная дата"),
        line(dates.april, "вторая дополнительная дата"),
    ]
}

/// How long an appeal against the score may be filed, by the region's rules (kuzbass-gia9:rights 6; of GIA-11 the federal
/// base).
fn appeal_term(rules: &Ruleset, kind: ExamKind) -> Option<AppealTerm> {
    let mut terms = rules.terms().iter();
    let term = terms.find(|term| term.concerns(kind) && term.discharged_by == EventCode::ScoreAppealFiled)?;
    let length = term.lengths.iter().find(|entry| entry.when.is_empty())?;
    Some(AppealTerm {
        length: length.length.words(),
        clause: rules.clause_words(&term.clause)?.chip,
    })
}

fn open_exam(name: ExamName) -> OpenExam {
    OpenExam {
        group: name.group,
        subject: name.subject,
        date: name.date,
    }
}

fn day(text: &str) -> Result<LegalDate, Unavailable> {
    text.parse().map_err(Unavailable::because)
}

fn minimum(stored: &PublishedMinimum) -> YearsMinimum {
    YearsMinimum {
        counted_in: match stored.counted_in {
            CountedIn::PrimaryScore => MinimumCountedIn::PrimaryScore,
            CountedIn::TestScore => MinimumCountedIn::TestScore,
            CountedIn::Mark => MinimumCountedIn::Mark,
        },
        least: stored.least,
        reached: stored.reached,
    }
}

fn approved_by(protocol: &PublishedProtocol) -> Result<ApprovedBy, Unavailable> {
    Ok(ApprovedBy {
        number: protocol.number.clone(),
        day: day(&protocol.approved_on)?,
    })
}

fn gia_outcome(attendance: &str, gia: &published_gia::PublishedGia) -> Result<GiaSittingOutcome, Unavailable> {
    let attendance = AttendanceOutcome::from_code(attendance).map_err(Unavailable::because)?;
    if let Some(mark) = mark_without_a_work(attendance) {
        return Ok(GiaSittingOutcome::NotChecked(mark));
    }
    let outcome = match (gia.test_score, gia.mark) {
        (Some(score), None) => GiaOutcome::Test(TestScore::new(score).map_err(Unavailable::because)?),
        (None, Some(mark)) => GiaOutcome::Mark(Mark::new(mark).map_err(Unavailable::because)?),
        _ => return Err(Unavailable::because("опубликованный результат без балла и отметки")),
    };
    let primary = gia.primary_score;
    Ok(GiaSittingOutcome::Checked {
        primary: primary.ok_or_else(|| Unavailable::because("опубликованный результат без первичного балла"))?,
        greatest: gia.greatest_primary_score,
        outcome,
    })
}

const fn mark_without_a_work(attendance: AttendanceOutcome) -> Option<AttendanceMark> {
    match attendance {
        AttendanceOutcome::Written => None,
        AttendanceOutcome::NotFinished => Some(AttendanceMark::NotFinished),
        AttendanceOutcome::Removed => Some(AttendanceMark::Removed),
        AttendanceOutcome::Absent => Some(AttendanceMark::Absent),
    }
}

fn sitting_outcome(attendance: &str, value: Option<&str>) -> Result<SittingOutcome, Unavailable> {
    let attendance = AttendanceOutcome::from_code(attendance).map_err(Unavailable::because)?;
    match (mark_without_a_work(attendance), value) {
        (Some(mark), _) => Ok(SittingOutcome::NotChecked(mark)),
        (None, Some(code)) => {
            let value = EssayValue::from_code(code).map_err(Unavailable::because)?;
            Ok(SittingOutcome::Checked(value))
        }
        (None, None) => Err(Unavailable::because("опубликованная работа без оценки")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_record_is_told_by_how_the_sitting_ended() {
        let checked = sitting_outcome("written", Some("11|11011|1")).unwrap();
        let value = EssayValue::from_code("11|11011|1").unwrap();
        assert_eq!(checked, SittingOutcome::Checked(value));
        for (code, mark) in [
            ("absent", AttendanceMark::Absent),
            ("removed", AttendanceMark::Removed),
            ("not-finished", AttendanceMark::NotFinished),
        ] {
            assert_eq!(sitting_outcome(code, None).unwrap(), SittingOutcome::NotChecked(mark));
        }
        assert!(sitting_outcome("written", None).is_err());
        assert!(sitting_outcome("written", Some("11|1")).is_err());
        assert!(sitting_outcome("asleep", None).is_err());
    }

    #[test]
    fn an_appeal_has_the_term_of_its_kind() {
        let law = regulations::Law::embedded().unwrap();
        let rules = law.ruleset("42", None).unwrap();
        for (kind, clause) in [
            (ExamKind::Gia11, "апелляции"),
            (ExamKind::Gia9, "памятки ГИА-9 Кузбасса"),
        ] {
            let term = appeal_term(&rules, kind).unwrap();
            assert_eq!(term.length.replace('\u{a0}', " "), "2 рабочих дня");
            assert!(term.clause.contains(clause), "{}", term.clause);
        }
        assert_eq!(appeal_term(&rules, ExamKind::Essay), None);
    }

    #[test]
    fn a_published_exam_is_told_by_its_columns() {
        let gia = |columns: &str| -> published_gia::PublishedGia {
            serde_json::from_str(&format!(r#"{{"k":"gia-11","f":"ege"{columns}}}"#)).unwrap()
        };
        let test = gia_outcome("written", &gia(r#","p":40,"x":50,"t":72"#)).unwrap();
        let expected = GiaSittingOutcome::Checked {
            primary: 40,
            greatest: Some(50),
            outcome: GiaOutcome::Test(TestScore::new(72).unwrap()),
        };
        assert_eq!(test, expected);
        assert_eq!(
            gia_outcome("absent", &gia("")).unwrap(),
            GiaSittingOutcome::NotChecked(AttendanceMark::Absent)
        );
        for (attendance, columns) in [
            ("written", ""),
            ("written", r#","p":40"#),
            ("written", r#","t":72"#),
            ("written", r#","p":40,"t":72,"m":4"#),
            ("written", r#","p":40,"t":101"#),
            ("asleep", r#","p":40,"t":72"#),
        ] {
            assert!(
                gia_outcome(attendance, &gia(columns)).is_err(),
                "{attendance} {columns}"
            );
        }
        let stored = gia(r#","r":{"n":"12","d":"2027-06-10"}"#).protocol.unwrap();
        let protocol = approved_by(&stored).unwrap();
        assert_eq!(
            (protocol.number.as_str(), protocol.day.to_string().as_str()),
            ("12", "2027-06-10")
        );
    }

    #[test]
    fn the_schedule_is_of_the_school_year() {
        for (today, first) in [
            ("2026-12-17", "2026-12-02"),
            ("2027-03-01", "2026-12-02"),
            ("2027-09-01", "2027-12-01"),
        ] {
            let lines = schedule(today.parse().unwrap());
            assert_eq!(lines.len(), 3);
            assert_eq!(lines[0].date.to_string(), first);
        }
    }
}
