//! A recheck is ordered: by whom, by which document, of which works; first what would be picked, then exactly that.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::access::Action;
use domain::edition::EditionState;
use domain::exam::AttendanceOutcome;
use domain::recheck::{Orderer, RecheckKind, RecheckState};
use regulations::LegalDate;
use serde_json::json;
use sha2::{Digest, Sha256};
use storage::installation::{self, Counter};
use storage::participants::{self, ParticipantNarrowing, ParticipantRow};
use storage::rechecks::{self, PickedWork, RecheckRow};
use storage::results::{self, EditionInContextRow};
use storage::{Tx, boxed};
use uuid::Uuid;

use super::LONGEST;
use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::{Exam, find_exam};
use crate::ledgers::parse_day;
use crate::obligations::{DueMoments, Touched};

/// An order as a form says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderInput {
    /// Id of the exam.
    pub exam: String,
    /// `RecheckKind` code.
    pub kind: String,
    /// `Orderer` code.
    pub orderer: String,
    /// Number of the document.
    pub document: String,
    /// Day of the document.
    pub document_date: String,
    /// Why.
    pub reason: String,
    /// Code of an organisation: its works and those of the organisations below it; empty for all.
    pub organisation: String,
    /// Least and greatest primary score; empty for any.
    pub least: String,
    pub greatest: String,
    /// Federal codes of participants in any separation; empty for all.
    pub codes: String,
}

/// What an order would be about.
#[derive(Debug, Clone)]
pub struct OrderPreview {
    /// The exam.
    pub exam: Exam,
    /// How the works are picked, in words.
    pub picked: String,
    /// How many works.
    pub works: usize,
    /// By short name of the telling organisation.
    pub by_organisation: Vec<(String, usize)>,
    /// Codes that were asked for and are left out, each with why.
    pub left_out: Vec<(String, &'static str)>,
    /// Over order and works: an act over another hash is refused.
    pub hash: String,
}

/// An order that reads.
struct Order {
    exam: Exam,
    kind: RecheckKind,
    orderer: Orderer,
    document_date: LegalDate,
    organisation: Option<Uuid>,
    scores: (Option<i64>, Option<i64>),
    codes: BTreeSet<String>,
}

/// An order with what it picks.
struct Picked {
    order: Order,
    works: Vec<PickedWork>,
    preview: OrderPreview,
}

impl App {
    /// What an order would pick.
    ///
    /// Errors: [`AppError::Invalid`] for everything the form lacks at once, and for a pick that finds nothing.
    pub async fn preview_recheck_order(&self, request: &Request, input: &OrderInput) -> Result<OrderPreview, AppError> {
        request.authorise(Action::OrderRecheck)?;
        self.store
            .read(&(self, request, input), |tx, (app, request, input)| {
                boxed(async move { Ok(app.picked(tx, request, input).await?.preview) })
            })
            .await
    }

    /// Records the order over exactly the previewed works. Returns the batch's id.
    ///
    /// Errors: as the preview; [`AppError::Changed`] when it would pick other works now.
    pub async fn order_recheck(&self, request: &Request, input: &OrderInput, hash: &str) -> Result<Uuid, AppError> {
        request.authorise(Action::OrderRecheck)?;
        let fingerprint = format!("order-recheck {input:?} {hash}");
        self.act(request, &fingerprint, &(self, request, input, hash), |tx, whole| {
            boxed(async move {
                let (app, request, input, hash) = *whole;
                app.authorised_now(tx, request, Action::OrderRecheck).await?;
                app.order_in(tx, request, input, hash).await
            })
        })
        .await
    }

    async fn order_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        input: &OrderInput,
        hash: &str,
    ) -> Result<Done<Uuid>, AppError> {
        let Picked { order, works, preview } = self.picked(tx, request, input).await?;
        if preview.hash != hash {
            return Err(AppError::Changed(
                "состав изменился после предпросмотра, ничего не\u{a0}записано: посмотрите его ещё раз".to_owned(),
            ));
        }
        let row = RecheckRow {
            id: self.fresh_id(request.now)?,
            number: installation::bump(tx, Counter::Recheck, 1).await?,
            kind: order.kind.code().to_owned(),
            state: RecheckState::Ordered.code().to_owned(),
            exam_id: order.exam.id,
            orderer: order.orderer.code().to_owned(),
            document: input.document.trim().to_owned(),
            document_date: order.document_date.to_string(),
            reason: input.reason.trim().to_owned(),
            picked: preview.picked,
            entered_at: request.at(),
            entered_by: request.account(),
            told_at: None,
            told_by: None,
            told_how: None,
            given_at: None,
            given_by: None,
            given_person: None,
            ended_at: None,
            ended_by: None,
            outcome: None,
            version: 1,
        };
        rechecks::insert(tx, &row).await?;
        rechecks::insert_works(tx, row.id, &works).await?;
        self.reconcile_touched(tx, row.exam_id, Touched::Recheck(row.id), request.now, DueMoments::Keep)
            .await?;
        let details = json!({
            "exam": row.exam_id, "number": row.number, "kind": row.kind, "orderer": row.orderer, "order": row.document,
            "works": works.len(),
        });
        Ok(Done {
            value: row.id,
            event: event("recheck-ordered", "recheck", Some(row.id), details),
        })
    }

    async fn picked(&self, tx: &mut Tx, request: &Request, input: &OrderInput) -> Result<Picked, AppError> {
        let order = self.read_order(tx, request, input).await?;
        let region = self.whole_region(tx).await?;
        let narrowing = ParticipantNarrowing {
            organisation: order.organisation,
            ..ParticipantNarrowing::default()
        };
        let all = participants::in_exam(tx, &region, order.exam.id, narrowing).await?;
        let under_way: HashMap<Uuid, i64> = rechecks::under_way(tx, order.exam.id).await?.into_iter().collect();
        let ids: Vec<Uuid> = all.iter().filter_map(|row| row.released_edition_id).collect();
        let editions = results::in_context(tx, &ids).await?;
        let editions: HashMap<Uuid, EditionInContextRow> =
            editions.into_iter().map(|row| (row.edition_id, row)).collect();
        let mut found: Vec<(&ParticipantRow, PickedWork)> = Vec::new();
        let mut left_out = Vec::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for row in &all {
            let named = order.codes.contains(&row.participant_code);
            if !order.codes.is_empty() && !named {
                continue;
            }
            seen.insert(&row.participant_code);
            match pick(row, &order, &editions, &under_way) {
                Ok(work) => found.push((row, work)),
                Err(why) if named => left_out.push((row.participant_code.clone(), why)),
                Err(_) => {}
            }
        }
        for code in order.codes.iter().filter(|code| !seen.contains(code.as_str())) {
            left_out.push((code.clone(), "такого участника здесь нет"));
        }
        if found.is_empty() {
            let field = if order.codes.is_empty() {
                "organisation"
            } else {
                "codes"
            };
            return Err(AppError::field(
                field,
                "Ни\u{a0}одной выпущенной проверенной работы не\u{a0}отобрано: проверьте, что вписано",
            ));
        }
        found.sort_by(|(one, _), (two, _)| one.participant_code.cmp(&two.participant_code));
        let organisations = self.organisations_in(tx).await?;
        let mut by_organisation: BTreeMap<String, usize> = BTreeMap::new();
        for (row, _) in &found {
            let name = organisations.short_name(row.informing_organisation_id);
            *by_organisation.entry(name).or_default() += 1;
        }
        let works: Vec<PickedWork> = found.into_iter().map(|(_, work)| work).collect();
        let mut digest = Sha256::new();
        digest.update(b"vedomost/recheck-order/1");
        digest.update(format!("{input:?}").as_bytes());
        for (sitting, _, edition, _) in &works {
            digest.update(sitting.as_bytes());
            digest.update(edition.as_bytes());
        }
        let preview = OrderPreview {
            picked: picked_words(input, &order),
            works: works.len(),
            by_organisation: by_organisation.into_iter().collect(),
            left_out,
            hash: hex::encode(digest.finalize()),
            exam: order.exam.clone(),
        };
        Ok(Picked { order, works, preview })
    }

    async fn read_order(&self, tx: &mut Tx, request: &Request, input: &OrderInput) -> Result<Order, AppError> {
        let mut problems = Vec::new();
        let mut wrong = |field: &str, words: &str| problems.push(FieldProblem::new(field, words));
        let exam = match Uuid::parse_str(input.exam.trim()) {
            Ok(id) => find_exam(tx, id).await.ok(),
            Err(_) => None,
        };
        if exam.is_none() {
            wrong("exam", "Выберите экзамен");
        }
        let kind = RecheckKind::from_code(&input.kind).ok();
        if kind.is_none() {
            wrong("kind", "Выберите, что назначают");
        }
        let orderer = Orderer::from_code(&input.orderer).ok();
        if orderer.is_none() {
            wrong("orderer", "Выберите, кто решил");
        }
        if let (Some(exam), Some(kind)) = (&exam, kind) {
            if !kind.fits(exam.kind) {
                wrong(
                    "kind",
                    "Для этого экзамена так не\u{a0}бывает: работы ГИА перепроверяют по решению или пересчитывают, сочинения запрашивает министерство",
                );
            } else if orderer.is_some_and(|one| !kind.orderers(exam.kind).contains(&one)) {
                let may: Vec<&str> = kind.orderers(exam.kind).iter().map(|one| one.russian()).collect();
                wrong("orderer", &format!("Об\u{a0}этом решает только: {}", may.join(", ")));
            }
        }
        if input.document.trim().is_empty() || input.document.chars().count() > LONGEST {
            wrong("document", "Впишите номер документа, без фамилий");
        }
        if input.reason.trim().is_empty() || input.reason.chars().count() > LONGEST {
            wrong("reason", "Напишите, почему работы проверяют заново, без фамилий");
        }
        let document_date = parse_day(&input.document_date);
        match (document_date, &exam) {
            (None, _) => wrong("document_date", "Впишите день документа, например 15.06.2027"),
            (Some(day), _) if day > request.today => wrong("document_date", "Этот день ещё не\u{a0}наступил"),
            (Some(day), Some(exam)) if day < exam.date => {
                wrong("document_date", "Документ раньше экзамена: проверьте день");
            }
            _ => {}
        }
        let organisations = self.organisations_in(tx).await?;
        let code = input.organisation.trim();
        let organisation = organisations.iter().find(|row| row.code == code).map(|row| row.id);
        if organisation.is_none() && !code.is_empty() {
            wrong("organisation", "Организации с\u{a0}таким кодом нет. Проверьте код");
        }
        let mut score = |field: &str, text: &str| match text.trim() {
            "" => None,
            text => match text.parse::<i64>() {
                Ok(number) if (0..=999).contains(&number) => Some(number),
                _ => {
                    wrong(field, "Впишите целое число или оставьте пустым");
                    None
                }
            },
        };
        let scores = (score("least", &input.least), score("greatest", &input.greatest));
        let codes: BTreeSet<String> = input
            .codes
            .split(|sign: char| sign.is_whitespace() || sign == ',' || sign == ';')
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect();
        match (exam, kind, orderer, document_date) {
            (Some(exam), Some(kind), Some(orderer), Some(document_date)) if problems.is_empty() => Ok(Order {
                exam,
                kind,
                orderer,
                document_date,
                organisation,
                scores,
                codes,
            }),
            _ => Err(AppError::Invalid(problems)),
        }
    }
}

/// The work of a participant, or why it is none that can be gone over again.
fn pick(
    row: &ParticipantRow,
    order: &Order,
    editions: &HashMap<Uuid, EditionInContextRow>,
    under_way: &HashMap<Uuid, i64>,
) -> Result<PickedWork, &'static str> {
    let (Some(result), Some(edition)) = (row.result_id, row.released_edition_id) else {
        return Err("результат ещё не\u{a0}выпущен");
    };
    let Some(value) = editions.get(&edition) else {
        return Err("результат ещё не\u{a0}выпущен");
    };
    if value.attendance != AttendanceOutcome::Written.code() {
        return Err("проверенной работы нет");
    }
    if row.pending_state.as_deref() == Some(EditionState::Received.code()) {
        return Err("уже ждёт утверждения другая редакция");
    }
    if under_way.contains_key(&row.sitting_id) {
        return Err("уже на\u{a0}перепроверке");
    }
    let score = value.primary_score.unwrap_or_default();
    let (least, greatest) = order.scores;
    if least.is_some_and(|least| score < least) || greatest.is_some_and(|greatest| score > greatest) {
        return Err("балл не\u{a0}в\u{a0}указанных границах");
    }
    Ok((row.sitting_id, result, edition, row.informing_organisation_id))
}

fn picked_words(input: &OrderInput, order: &Order) -> String {
    let mut words = Vec::new();
    if order.codes.is_empty() {
        words.push("все выпущенные работы".to_owned());
    } else {
        words.push("по\u{a0}списку кодов".to_owned());
    }
    if order.organisation.is_some() {
        words.push(format!("организация {}", input.organisation.trim()));
    }
    if let Some(least) = order.scores.0 {
        words.push(format!("первичный балл от\u{a0}{least}"));
    }
    if let Some(greatest) = order.scores.1 {
        words.push(format!("первичный балл до\u{a0}{greatest}"));
    }
    words.join(", ")
}
