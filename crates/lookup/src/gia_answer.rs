//! A released result of a state exam in everyday words: the score or mark, the year's minimum, the protocol, what may be
//! done next and until when (E2, L4).

use std::sync::LazyLock;

use domain::appeal::AppealKind;
use domain::essay::AttendanceMark;
use domain::gia_score::GiaOutcome;
use regulations::russian::long_date;
use regulations::{ExamForm, ExamKind, LegalDate};
use ui::pages::public::parts::{GiaPart, GroupPart, StepPart};
use ui::pages::public::{DatedStep, FactRow, GiaAnswer, GiaStanding, Reached};
use ui::typography::counted;

use crate::gia_case::{write_annulled, write_appeals};
use crate::prepared::SHAPES;
use crate::rendered::rendered;
use crate::results::{
    AppealTerm, ApprovedBy, GiaPaper, GiaSittingOutcome, MinimumCountedIn, PublishedAppeal, PublishedGia,
    SharedProtocol, YearsMinimum,
};
use crate::stencil::{HOLES, Stencil, digits, escaped, push_escaped};

const POINTS: [&str; 3] = ["балл", "балла", "баллов"];
const PRIMARY_POINTS: [&str; 3] = ["первичный балл", "первичных балла", "первичных баллов"];
/// Days after the approval while the way to an appeal is shown. *Reading*: results reach a school in two working days and
/// the term is two more; a month leaves room for a late announcement.
const APPEAL_SHOWN_DAYS: i64 = 30;

/// A result as it is shown: the day of an oral part may come from a result of its own.
#[derive(Clone, Copy)]
struct Shown<'a> {
    result: &'a PublishedGia,
    oral_part: Option<LegalDate>,
}

/// What is the same for many who sat the same exam.
#[derive(Clone, Copy)]
struct Shape {
    ended: Ended,
    passed: Option<bool>,
    for_university: Option<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    Test,
    Mark,
    NotChecked(AttendanceMark),
}

/// What is a person's own.
#[derive(Clone, Copy)]
struct Own<'a> {
    /// Test score or mark.
    value: &'a str,
    primary: &'a str,
    /// Number and day of the protocol.
    protocol: Option<&'a str>,
}

/// The results of one person, by form and newest first.
pub struct GiaResults<'a> {
    shown: Vec<Shown<'a>>,
}

impl<'a> GiaResults<'a> {
    pub fn of(results: &'a [PublishedGia]) -> Self {
        let mut shown = one_result_of_two_parts(results);
        shown.sort_by(|one, other| {
            let (one, other) = (&one.result.paper, &other.result.paper);
            other
                .exam_date
                .cmp(&one.exam_date)
                .then_with(|| one.subject.cmp(&other.subject))
        });
        Self { shown }
    }

    /// How many answers it makes.
    pub const fn count(&self) -> usize {
        self.shown.len()
    }

    /// Appends them as HTML.
    pub fn write(&self, html: &mut String, today: LegalDate) {
        let Some(first) = self.shown.first() else { return };
        // Nearly everybody sits exams of one form.
        let form = first.result.paper.form;
        if self.shown.iter().all(|one| one.result.paper.form == form) {
            write_group(html, 1, &self.shown, today);
            return;
        }
        let mut groups: Vec<(ExamForm, Vec<Shown<'_>>)> = Vec::new();
        for one in &self.shown {
            let form = one.result.paper.form;
            match groups.iter_mut().find(|(of, _)| *of == form) {
                Some((_, group)) => group.push(*one),
                None => groups.push((form, vec![*one])),
            }
        }
        for ((_, group), number) in groups.iter().zip(1..) {
            write_group(html, number, group, today);
        }
    }
}

/// A foreign language is one result: its oral part, sat on another day, goes into the written part of the same year.
fn one_result_of_two_parts(results: &[PublishedGia]) -> Vec<Shown<'_>> {
    let is_oral = |result: &&PublishedGia| result.paper.written_part.is_some();
    let as_it_is = |result| Shown {
        result,
        oral_part: None,
    };
    let written = results.iter().filter(|result| !is_oral(result));
    let mut whole: Vec<Shown<'_>> = written.map(as_it_is).collect();
    for part in results.iter().filter(is_oral) {
        let same = |one: &&mut Shown<'_>| {
            let paper = &one.result.paper;
            Some(paper.subject_code) == part.paper.written_part
                && paper.kind == part.paper.kind
                && paper.exam_date.year() == part.paper.exam_date.year()
        };
        let nearest = whole
            .iter_mut()
            .filter(same)
            .min_by_key(|one| days_apart(one.result, part));
        match nearest {
            Some(one) => one.oral_part = Some(part.paper.exam_date),
            None => whole.push(as_it_is(part)),
        }
    }
    whole
}

fn days_apart(one: &PublishedGia, other: &PublishedGia) -> i64 {
    one.paper.exam_date.days_since(other.paper.exam_date).abs()
}

/// The frame of a group, without and with steps. Its holes: number, title, answers, steps, source.
static GROUP: LazyLock<[Stencil; 2]> = LazyLock::new(|| {
    let [number, title, answers, steps, source] = HOLES;
    ["", steps].map(|steps| {
        Stencil::cut(&rendered(&GroupPart {
            number,
            title,
            answers,
            steps,
            source,
        }))
    })
});

fn write_group(html: &mut String, number: u64, results: &[Shown<'_>], today: LegalDate) {
    let Some(first) = results.first() else { return };
    let steps = Steps::of(results, today);
    let [without_steps, with_steps] = &*GROUP;
    let frame = if steps.are_none() { without_steps } else { with_steps };
    let newest = results.iter().max_by_key(|one| one.result.paper.publication_number);
    frame.fill_with(html, |hole, html| match hole {
        0 => html.push_str(&digits(number)),
        1 => push_escaped(html, first.result.paper.form.russian()),
        2 => results.iter().for_each(|one| write_answer(html, one)),
        3 => steps.write(html),
        _ => html.push_str(newest.map_or("", |one| source(one.result))),
    });
}

fn source(result: &PublishedGia) -> &str {
    let paper = &result.paper;
    paper.parts().source(|| {
        escaped(&format!(
            "Публикация №\u{a0}{} от\u{a0}{}",
            paper.publication_number, paper.published_at
        ))
    })
}

fn write_answer(html: &mut String, one: &Shown<'_>) {
    let Shown { result, oral_part } = one;
    let (ended, value, primary) = match result.outcome {
        GiaSittingOutcome::Checked { primary, outcome } => match outcome {
            GiaOutcome::Test(score) => (Ended::Test, score.number(), primary),
            GiaOutcome::Mark(mark) => (Ended::Mark, mark.number(), primary),
        },
        GiaSittingOutcome::NotChecked(mark) => (Ended::NotChecked(mark), 0, 0),
        GiaSittingOutcome::Annulled(annulled) => {
            write_annulled(html, &result.paper, annulled);
            write_appeals(html, &result.appeals);
            return;
        }
    };
    let (value, primary) = (digits(u64::from(value)), digits(primary.unsigned_abs()));
    let shape = Shape {
        ended,
        passed: result.passed,
        for_university: result.for_university,
    };
    let own = Own {
        value: &value,
        primary: &primary,
        protocol: result.protocol.as_ref().map(|protocol| words_of(protocol).0.as_str()),
    };
    if oral_part.is_some() {
        html.push_str(&answer_html(&result.paper, *oral_part, shape, own));
        write_appeals(html, &result.appeals);
        return;
    }
    let [value, primary, protocol, ..] = HOLES;
    let prepared = result.paper.parts().answer(shape.place(own.protocol.is_some()), || {
        let holes = Own {
            value,
            primary,
            protocol: own.protocol.map(|_| protocol),
        };
        Stencil::cut(&answer_html(&result.paper, result.paper.oral_part, shape, holes))
    });
    if let Some(prepared) = prepared {
        prepared.fill(html, &[own.value, own.primary, own.protocol.unwrap_or_default()]);
    }
    write_appeals(html, &result.appeals);
}

impl Shape {
    /// Among the [`SHAPES`] of an exam.
    fn place(self, has_protocol: bool) -> usize {
        let ended = match self.ended {
            Ended::Test => 0,
            Ended::Mark => 1,
            Ended::NotChecked(AttendanceMark::Absent) => 2,
            Ended::NotChecked(AttendanceMark::Removed) => 3,
            Ended::NotChecked(AttendanceMark::NotFinished) => 4,
        };
        let of_three = |reached: Option<bool>| reached.map_or(0, |reached| 1 + usize::from(reached));
        let place = ((ended * 3 + of_three(self.passed)) * 3 + of_three(self.for_university)) * 2;
        (place + usize::from(has_protocol)) % SHAPES
    }
}

/// Number and day as HTML, and until when the way to an appeal is shown.
fn words_of(protocol: &SharedProtocol) -> &(String, LegalDate) {
    let ApprovedBy { number, day } = &**protocol;
    protocol.parts().words(|| {
        let words = format!("№\u{a0}{number} от\u{a0}{}", long_date(*day));
        (escaped(&words), day.plus_days(APPEAL_SHOWN_DAYS))
    })
}

/// The values of `own` are HTML already: digits, escaped words, or marks of holes.
fn answer_html(paper: &GiaPaper, oral_part: Option<LegalDate>, shape: Shape, own: Own<'_>) -> String {
    let [value, primary, protocol, ..] = HOLES;
    let marks = Own {
        value,
        primary,
        protocol: own.protocol.map(|_| protocol),
    };
    let view = answer(paper, oral_part, shape, marks);
    let cut = Stencil::cut(&rendered(&GiaPart { answer: &view }));
    let mut html = String::with_capacity(cut.len() + 64);
    cut.fill(&mut html, &[own.value, own.primary, own.protocol.unwrap_or_default()]);
    html
}

fn answer(paper: &GiaPaper, oral_part: Option<LegalDate>, shape: Shape, own: Own<'_>) -> GiaAnswer {
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    if !matches!(shape.ended, Ended::NotChecked(_)) {
        let of = paper
            .greatest
            .map_or_else(String::new, |greatest| format!(" из\u{a0}{greatest}"));
        rows.push(row("Первичный балл", format!("{}{of}", own.primary)));
    }
    let (label, value) = match shape.ended {
        Ended::Test => ("Тестовый балл", own.value),
        Ended::Mark => ("Ваша отметка", own.value),
        Ended::NotChecked(mark) => {
            notes.push(why_no_work(mark).to_owned());
            ("", how_it_ended(mark))
        }
    };
    // The minimum that decides stands out; another one is a line of the table.
    let mut standing = None;
    let is_checked = !matches!(shape.ended, Ended::NotChecked(_));
    for (whose, minimum, reached) in [
        ("для аттестата", paper.to_pass, shape.passed),
        ("для вуза", paper.university, shape.for_university),
    ] {
        let (Some(minimum), Some(reached), true) = (minimum, reached, is_checked) else {
            continue;
        };
        let (words, reached) = minimum_words(minimum, reached);
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
    if let Some(protocol) = own.protocol {
        rows.push(row("Протокол ГЭК", protocol.to_owned()));
    }
    GiaAnswer {
        subject: paper.subject.clone(),
        exam_date: match oral_part {
            Some(oral) => format!("{}, устная часть {}", long_date(paper.exam_date), long_date(oral)),
            None => long_date(paper.exam_date),
        },
        label: label.to_owned(),
        value: value.to_owned(),
        standing,
        rows,
        notes,
    }
}

/// «24 балла, набран».
fn minimum_words(minimum: YearsMinimum, reached: bool) -> (String, Reached) {
    let least = least(minimum);
    if reached {
        (format!("{least}, набран"), Reached::Yes)
    } else {
        (format!("{least}, не\u{a0}набран"), Reached::No)
    }
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

/// What may still be done.
struct Steps<'a> {
    /// Of the first result whose appeal is open.
    appeal: Option<(&'a PublishedGia, &'a AppealTerm)>,
    /// Whose minimum is missed, if anybody's is.
    missed: Option<ExamKind>,
}

impl<'a> Steps<'a> {
    fn of(results: &[Shown<'a>], today: LegalDate) -> Self {
        let open = |one: &Shown<'a>| Some((one.result, open_appeal(one.result, today)?));
        let is_missed = |one: &Shown<'a>| {
            let PublishedGia {
                paper,
                passed,
                for_university,
                ..
            } = one.result;
            let decides = if paper.to_pass.is_some() {
                passed
            } else {
                for_university
            };
            *decides == Some(false)
        };
        let first = results.first().map(|one| one.result.paper.kind);
        Self {
            appeal: results.iter().find_map(open),
            missed: first.filter(|_| results.iter().any(is_missed)),
        }
    }

    const fn are_none(&self) -> bool {
        self.appeal.is_none() && self.missed.is_none()
    }

    /// Appends them as HTML.
    fn write(&self, html: &mut String) {
        if let Some((result, term)) = self.appeal {
            let [told_by, ..] = HOLES;
            let prepared = result
                .paper
                .parts()
                .appeal(|| Stencil::cut(&step_html(&appeal(term, told_by))));
            prepared.fill_with(html, |_, html| push_escaped(html, &result.told_by));
        }
        match self.missed {
            Some(ExamKind::Gia9) => html.push_str(&MISSED_9),
            Some(_) => html.push_str(&MISSED_11),
            None => {}
        }
    }
}

static MISSED_9: LazyLock<String> = LazyLock::new(|| {
    missed_step(
        "о\u{a0}пересдаче в\u{a0}резервные дни и\u{a0}в\u{a0}дополнительный период спросите там, где вы зарегистрированы.",
    )
});
static MISSED_11: LazyLock<String> =
    LazyLock::new(|| missed_step("можно\u{a0}ли сдать ещё раз и\u{a0}когда, спросите там, где вы зарегистрированы."));

fn missed_step(what: &str) -> String {
    step_html(&DatedStep {
        when: "Минимум не\u{a0}набран".to_owned(),
        what: what.to_owned(),
    })
}

fn step_html(step: &DatedStep) -> String {
    rendered(&StepPart { step })
}

/// The term of an appeal against the score, while the way to one is shown.
fn open_appeal(result: &PublishedGia, today: LegalDate) -> Option<&AppealTerm> {
    let term = result.paper.appeal.as_ref()?;
    let (_, shown_until) = words_of(result.protocol.as_ref()?);
    let is_checked = matches!(result.outcome, GiaSittingOutcome::Checked { .. });
    let filed = |one: &PublishedAppeal| one.kind == AppealKind::Score && !one.state.leaves_the_way_open();
    let is_disputed = result.appeals.iter().any(filed);
    (is_checked && !is_disputed && today <= *shown_until).then_some(term)
}

/// The official day belongs to the exam and the place (mordovia-187:4;
/// kuzbass-gia9:info 6), so the day is named there and not here.
fn appeal(term: &AppealTerm, told_by: &str) -> DatedStep {
    DatedStep {
        when: format!("{} после дня объявления в\u{a0}школе", term.length),
        what: format!(
            "апелляция о\u{a0}несогласии с\u{a0}баллами ({}). Подают её и\u{a0}узнают день объявления здесь: {told_by}. \
             День, когда вы открыли эту страницу, не\u{a0}считается.",
            term.clause
        ),
    }
}

fn row(name: &str, value: String) -> FactRow {
    FactRow {
        name: name.to_owned(),
        value,
    }
}
