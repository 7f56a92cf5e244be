//! One's own announcement: what was announced, whether it was reported, who has signed.

use std::collections::BTreeMap;

use app::AppError;
use app::announcements::{DatedSignature, OpenedAnnouncement, Signer, SigningPerson};
use app::print::class_words;
use app::stored_rows::AnnouncementRow;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::organisation::OrganisationKind;
use regulations::Instant;
use regulations::russian::{count, date_with_weekday, day_and_month, numeric_date, short_date_time};
use ui::components::{Act, ErrorSummary, Facts, Link, Phrase, Progress, Tag};
use ui::page::Flash;
use ui::pages::announcement::{AnnouncementPage, SignatureLine, Signed};

use super::{CLAUSES, form};
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clauses_in_words;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pages::listing::{self, small};
use crate::pieces::PathId;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// One line of the sheet: whose signature, typed or stored.
struct Line<'a> {
    number: usize,
    person: &'a SigningPerson,
    signer: Signer,
    signed: Signed,
    day: String,
}

/// GET `/announcements/{exam}`: the announcement, or the form to make one.
pub async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(exam): PathId,
) -> Result<Response, Failure> {
    let opened = staff.app.open_announcement(&signed_in.request, exam).await?;
    if opened.people.is_empty() {
        let sentence = "в этом экзамене нет участников, которых знакомит ваша организация".to_owned();
        return Err(Failure::from(AppError::NotNow(sentence)).back_to("/announcements"));
    }
    let Some(row) = &opened.row else {
        return Ok(Page::new(form::page(&staff, &signed_in, &opened).await?).into_response());
    };
    let lines = stored_lines(&opened, &numeric_date(signed_in.request.today));
    Ok(Page::new(view(&staff, &signed_in, &opened, row, lines, &BTreeMap::new())?).into_response())
}

/// POST `/announcements/{exam}/notify`.
pub async fn notify(
    State(staff): State<Staff>,
    PathId(exam): PathId,
    form: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let address = format!("/announcements/{exam}");
    staff
        .app
        .notify_of_announcement(&form.signed_in.request, exam)
        .await
        .map_err(|error| Failure::from(error).back_to(address.clone()))?;
    let whom = above(form.signed_in.request.actor.organisation_kind);
    Ok(see_other_with(
        &staff,
        &address,
        &Flash::done(format!(
            "День и\u{a0}время сообщены: {whom} видит их в\u{a0}своём списке."
        )),
    ))
}

/// GET `/announcements/{exam}/print`: the announcement and its sheet of signatures.
pub async fn print(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(exam): PathId,
) -> Result<Response, Failure> {
    let file = staff
        .app
        .print_announcement(&signed_in.request, exam)
        .await
        .map_err(|error| Failure::from(error).back_to(format!("/announcements/{exam}")))?;
    Ok(listing::file(file))
}

/// POST `/announcements/{exam}/signatures`: `signed-<n>`, `date-<n>` of every line of the sheet.
pub async fn sign(
    State(staff): State<Staff>,
    PathId(exam): PathId,
    form: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let signed_in = &form.signed_in;
    let address = format!("/announcements/{exam}");
    let opened = staff.app.open_announcement(&signed_in.request, exam).await?;
    let lines = typed_lines(&opened, &form.fields);
    let ticked: Vec<&Line<'_>> = lines.iter().filter(|line| line.signed == Signed::Yes).collect();
    let signed: Vec<DatedSignature> = ticked
        .iter()
        .map(|line| DatedSignature {
            person: line.person.person,
            signer: line.signer,
            day: line.day.clone(),
        })
        .collect();
    match staff
        .app
        .enter_dated_signatures(&signed_in.request, exam, &signed)
        .await
    {
        Ok(entered) => Ok(see_other_with(
            &staff,
            &address,
            &Flash::done(format!(
                "Записано: {}.",
                count(entered, "подпись", "подписи", "подписей")
            )),
        )),
        Err(AppError::Invalid(problems)) => {
            let faults: BTreeMap<usize, String> = problems
                .into_iter()
                .filter_map(|problem| {
                    let index: usize = problem.field.rsplit_once('-')?.1.parse().ok()?;
                    Some((ticked.get(index)?.number, problem.message))
                })
                .collect();
            let row = opened.row.clone().ok_or(Failure::NoSuchPage)?;
            Ok(Page::with_mistakes(view(&staff, signed_in, &opened, &row, lines, &faults)?).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(address)),
    }
}

/// Two lines for every participant: own signature and a parent's.
fn places(opened: &OpenedAnnouncement) -> impl Iterator<Item = (usize, &SigningPerson, Signer)> {
    opened
        .people
        .iter()
        .flat_map(|person| [(person, Signer::Participant), (person, Signer::Parent)])
        .zip(1..)
        .map(|((person, signer), number)| (number, person, signer))
}

fn stored_lines<'a>(opened: &'a OpenedAnnouncement, today: &str) -> Vec<Line<'a>> {
    places(opened)
        .map(|(number, person, signer)| {
            let stored = person.signed_on(signer);
            let day = stored.map_or_else(|| today.to_owned(), ui::typed::day_for_input);
            Line {
                number,
                person,
                signer,
                signed: if stored.is_some() { Signed::Yes } else { Signed::No },
                day,
            }
        })
        .collect()
}

fn typed_lines<'a>(opened: &'a OpenedAnnouncement, fields: &Fields) -> Vec<Line<'a>> {
    places(opened)
        .map(|(number, person, signer)| {
            let is_ticked = !fields.one(&format!("signed-{number}")).is_empty();
            let day = fields.one(&format!("date-{number}")).trim().to_owned();
            Line {
                number,
                person,
                signer,
                signed: if is_ticked { Signed::Yes } else { Signed::No },
                day,
            }
        })
        .collect()
}

fn view(
    staff: &Staff,
    signed_in: &SignedInRequest,
    opened: &OpenedAnnouncement,
    row: &AnnouncementRow,
    lines: Vec<Line<'_>>,
    faults: &BTreeMap<usize, String>,
) -> Result<AnnouncementPage, Failure> {
    let zone = &signed_in.person.zone;
    let told_at = Instant::from_micros(row.told_at);
    let day = zone.local_date(told_at);
    let mut shell = signed_in.shell("Объявление", Section::Announcements);
    shell.breadcrumbs = vec![Link::new("Объявления", "/announcements")];
    let address = format!("/announcements/{}", opened.exam.id);
    let whom = above(signed_in.request.actor.organisation_kind);
    let notified = match row.notified_at {
        Some(at) => Phrase::default().tag(Tag::green(format!(
            "знает с\u{a0}{}",
            short_date_time(zone, Instant::from_micros(at))
        ))),
        None => Phrase::default().tag(Tag::amber("не\u{a0}сообщено")),
    };
    let mut acts = Vec::new();
    if row.notified_at.is_none() {
        acts.push(Act::post(
            format!("Сообщить день и\u{a0}время: {whom}"),
            signed_in.form(format!("{address}/notify")),
        ));
    }
    acts.push(Act::link("Изменить", format!("{address}/edit")).secondary());
    acts.push(Act::link("Печать листа подписей (A4)", format!("{address}/print")).secondary());
    Ok(AnnouncementPage {
        shell,
        heading: format!(
            "Результаты сообщат {} в\u{a0}{}",
            day_and_month(day),
            zone.local_time(told_at)
        ),
        sub: format!("{} · {}", opened.organisation.1, opened.exam.title()),
        errors: summary(faults),
        facts: Facts::default()
            .row(
                "Когда",
                format!("{}, {}", date_with_weekday(day), zone.local_time(told_at)),
            )
            .row("Где", row.place.as_str())
            .row("Порядок", row.procedure_text.as_str())
            .row(
                "Объявлено",
                short_date_time(zone, Instant::from_micros(row.announced_at)),
            )
            .row(regulations::russian::capitalised(whom), notified),
        clauses: clauses_in_words(staff, &CLAUSES)?,
        acts,
        progress: progress(&lines, faults),
        form: signed_in
            .form(format!("{address}/signatures"))
            .with("version", row.version.to_string()),
        lines: lines.iter().map(|line| drawn(line, faults)).collect(),
        button: "Сохранить подписи".to_owned(),
        saved: Phrase::default(),
    })
}

fn summary(faults: &BTreeMap<usize, String>) -> Option<ErrorSummary> {
    if faults.is_empty() {
        return None;
    }
    let start = ErrorSummary::new("Подписи не\u{a0}сохранены");
    Some(faults.iter().fold(start, |summary, (number, text)| {
        summary.item(format!("Строка {number}: {text}"), format!("date-{number}"))
    }))
}

fn progress(lines: &[Line<'_>], faults: &BTreeMap<usize, String>) -> Progress {
    let own: Vec<&Line<'_>> = lines.iter().filter(|line| line.signer == Signer::Participant).collect();
    let number = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
    let signed = number(
        own.iter()
            .filter(|line| line.signed == Signed::Yes && !faults.contains_key(&line.number))
            .count(),
    );
    let wrong = number(own.iter().filter(|line| faults.contains_key(&line.number)).count());
    let parents = lines
        .iter()
        .filter(|line| line.signer == Signer::Parent && line.signed == Signed::Yes)
        .count();
    let total = number(own.len());
    Progress {
        say: Phrase::of(format!("Расписались {signed} из\u{a0}{total} участников")),
        rest: format!("родителей {parents}"),
        done: small(signed),
        wrong: small(wrong),
        total: small(total),
    }
}

fn drawn(line: &Line<'_>, faults: &BTreeMap<usize, String>) -> SignatureLine {
    let class = class_words(&line.person.class_name);
    let who = match line.signer {
        Signer::Participant if class.is_empty() => "участник".to_owned(),
        Signer::Participant => format!("участник, {class}"),
        Signer::Parent => "родитель".to_owned(),
    };
    SignatureLine {
        number: u32::try_from(line.number).unwrap_or(u32::MAX),
        name: line.person.name.clone(),
        who,
        signed: line.signed,
        date: line.day.clone(),
        error: faults.get(&line.number).cloned().unwrap_or_default(),
    }
}

/// Who is told the day and time.
const fn above(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::School => "управление образования",
        _ => "министерство",
    }
}
