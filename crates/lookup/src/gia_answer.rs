//! A released result of a state exam in everyday words: the score or mark, the year's minimum, the protocol, what may be
//! done next and until when (E2, L4).

use domain::essay::AttendanceMark;
use domain::gia_score::GiaOutcome;
use regulations::russian::long_date;
use regulations::{ExamForm, ExamKind, LegalDate};
use ui::pages::public::{DatedStep, FactRow, GiaAnswer, GiaGroup, GiaStanding, Reached};
use ui::typography::counted;

use crate::results::{ApprovedBy, GiaSittingOutcome, MinimumCountedIn, PublishedGia, YearsMinimum};

const POINTS: [&str; 3] = ["балл", "балла", "баллов"];
const PRIMARY_POINTS: [&str; 3] = ["первичный балл", "первичных балла", "первичных баллов"];
/// Days after the approval while the way to an appeal is shown. *Reading*: results reach a school in two working days and
/// the term is two more; a month leaves room for a late announcement.
const APPEAL_SHOWN_DAYS: i64 = 30;

/// The results by form, newest first.
pub fn gia_groups(results: Vec<PublishedGia>, today: LegalDate) -> Vec<GiaGroup> {
    let mut results = one_result_of_two_parts(results);
    results.sort_by(|one, other| {
        other
            .exam_date
            .cmp(&one.exam_date)
            .then_with(|| one.subject.cmp(&other.subject))
    });
    let mut forms: Vec<ExamForm> = Vec::new();
    for result in &results {
        if !forms.contains(&result.form) {
            forms.push(result.form);
        }
    }
    forms
        .into_iter()
        .map(|form| {
            let of_form: Vec<&PublishedGia> = results.iter().filter(|result| result.form == form).collect();
            group(form, &of_form, today)
        })
        .collect()
}

/// A foreign language is one result: its oral part, sat on another day, goes into the written part of the same year.
fn one_result_of_two_parts(results: Vec<PublishedGia>) -> Vec<PublishedGia> {
    let (oral, mut whole): (Vec<_>, Vec<_>) = results.into_iter().partition(|result| result.written_part.is_some());
    for part in oral {
        let same = |result: &&mut PublishedGia| {
            Some(result.subject_code) == part.written_part
                && result.kind == part.kind
                && result.exam_date.year() == part.exam_date.year()
        };
        let written = whole
            .iter_mut()
            .filter(same)
            .min_by_key(|result| days_apart(result, &part));
        match written {
            Some(result) => result.oral_part = Some(part.exam_date),
            None => whole.push(part),
        }
    }
    whole
}

fn days_apart(one: &PublishedGia, other: &PublishedGia) -> i64 {
    one.exam_date.days_since(other.exam_date).abs()
}

fn group(form: ExamForm, results: &[&PublishedGia], today: LegalDate) -> GiaGroup {
    let newest = results.iter().max_by_key(|result| result.publication_number);
    GiaGroup {
        title: form.russian().to_owned(),
        answers: results.iter().map(|result| answer(result)).collect(),
        next_steps: next_steps(results, today),
        source: newest.map_or_else(String::new, |result| {
            format!(
                "Публикация №\u{a0}{} от\u{a0}{}",
                result.publication_number, result.published_at
            )
        }),
    }
}

fn answer(result: &PublishedGia) -> GiaAnswer {
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    let (label, value) = match result.outcome {
        GiaSittingOutcome::Checked {
            primary,
            greatest,
            outcome,
        } => {
            let of = greatest.map_or_else(String::new, |greatest| format!(" из\u{a0}{greatest}"));
            rows.push(row("Первичный балл", format!("{primary}{of}")));
            match outcome {
                GiaOutcome::Test(score) => ("Тестовый балл", score.to_string()),
                GiaOutcome::Mark(mark) => ("Ваша отметка", mark.to_string()),
            }
        }
        GiaSittingOutcome::NotChecked(mark) => {
            notes.push(why_no_work(mark).to_owned());
            ("", how_it_ended(mark).to_owned())
        }
    };
    // The minimum that decides stands out; another one is a line of the table.
    let mut standing = None;
    let is_checked = matches!(result.outcome, GiaSittingOutcome::Checked { .. });
    for (whose, minimum) in [("для аттестата", result.to_pass), ("для вуза", result.university)] {
        let Some((words, reached)) = minimum.filter(|_| is_checked).and_then(minimum_words) else {
            continue;
        };
        if standing.is_none() {
            standing = Some(GiaStanding {
                words: format!("Минимум {whose}\u{a0}— {words}"),
                reached,
            });
        } else {
            rows.push(row(&format!("Минимум {whose}"), words));
        }
    }
    if standing.is_none() && is_checked {
        notes.push(
            "Минимальный балл этого года сайту не\u{a0}известен: его назовут там, где вас знакомят с\u{a0}результатом."
                .to_owned(),
        );
    }
    if let Some(ApprovedBy { number, day }) = &result.protocol {
        rows.push(row(
            "Протокол ГЭК",
            format!("№\u{a0}{number} от\u{a0}{}", long_date(*day)),
        ));
    }
    GiaAnswer {
        subject: result.subject.clone(),
        exam_date: match result.oral_part {
            Some(oral) => format!("{}, устная часть {}", long_date(result.exam_date), long_date(oral)),
            None => long_date(result.exam_date),
        },
        label: label.to_owned(),
        value,
        standing,
        rows,
        notes,
    }
}

/// «24 балла, набран»; `None` without a checked work.
fn minimum_words(minimum: YearsMinimum) -> Option<(String, Reached)> {
    let least = least(minimum);
    Some(match minimum.reached? {
        true => (format!("{least}, набран"), Reached::Yes),
        false => (format!("{least}, не\u{a0}набран"), Reached::No),
    })
}

fn least(minimum: YearsMinimum) -> String {
    match minimum.counted_in {
        MinimumCountedIn::TestScore => counted(minimum.least, POINTS),
        MinimumCountedIn::PrimaryScore => counted(minimum.least, PRIMARY_POINTS),
        MinimumCountedIn::Mark => format!("отметка\u{a0}{}", minimum.least),
    }
}

const fn how_it_ended(mark: AttendanceMark) -> &'static str {
    match mark {
        AttendanceMark::Absent => "Вы не\u{a0}пришли",
        AttendanceMark::Removed => "Вас удалили с\u{a0}экзамена",
        AttendanceMark::NotFinished => "Экзамен не\u{a0}закончен",
    }
}

const fn why_no_work(mark: AttendanceMark) -> &'static str {
    match mark {
        AttendanceMark::Absent => {
            "Баллов за\u{a0}этот день нет. Если причина уважительная, отнесите документ о\u{a0}ней туда, где вы зарегистрированы."
        }
        AttendanceMark::Removed => "Удаление за\u{a0}нарушение порядка: работу не\u{a0}проверяли, баллов нет.",
        AttendanceMark::NotFinished => {
            "По\u{a0}уважительной причине, есть акт: работу не\u{a0}проверяли. О\u{a0}резервном дне спросите там, где вы зарегистрированы."
        }
    }
}

fn next_steps(results: &[&PublishedGia], today: LegalDate) -> Vec<DatedStep> {
    let mut steps = Vec::new();
    if let Some(step) = results.iter().find_map(|result| appeal(result, today)) {
        steps.push(step);
    }
    let failed = results.iter().any(|result| {
        let minimum = result.to_pass.or(result.university);
        minimum.is_some_and(|minimum| minimum.reached == Some(false))
    });
    if failed {
        steps.push(DatedStep {
            when: "Минимум не\u{a0}набран".to_owned(),
            what: match results.first().map(|result| result.kind) {
                Some(ExamKind::Gia9) => {
                    "о\u{a0}пересдаче в\u{a0}резервные дни и\u{a0}в\u{a0}дополнительный период спросите там, где вы зарегистрированы."
                }
                _ => "можно\u{a0}ли сдать ещё раз и\u{a0}когда, спросите там, где вы зарегистрированы.",
            }
            .to_owned(),
        });
    }
    steps
}

/// The way to an appeal against the score. No appeal is known to the site yet, and the official day belongs to the exam
/// and the place (mordovia-187:4; kuzbass-gia9:info 6), so the day is named there and not here.
fn appeal(result: &PublishedGia, today: LegalDate) -> Option<DatedStep> {
    let term = result.appeal.as_ref()?;
    let approved = result.protocol.as_ref()?.day;
    let is_checked = matches!(result.outcome, GiaSittingOutcome::Checked { .. });
    if !is_checked || today > approved.plus_days(APPEAL_SHOWN_DAYS) {
        return None;
    }
    Some(DatedStep {
        when: format!("{} после дня объявления в\u{a0}школе", term.length),
        what: format!(
            "апелляция о\u{a0}несогласии с\u{a0}баллами ({}). Подают её и\u{a0}узнают день объявления здесь: {}. \
             День, когда вы открыли эту страницу, не\u{a0}считается.",
            term.clause, result.told_by
        ),
    })
}

fn row(name: &str, value: String) -> FactRow {
    FactRow {
        name: name.to_owned(),
        value,
    }
}
