//! Duties by urgency: what is owed, by whom, until when, and the act that discharges it.

use app::home::{DutyGroup as Group, DutyMember};
use domain::access::Action;
use domain::exam::ExamKind;
use regulations::russian::{capitalised, day_and_month};
use regulations::{EventCode, ObligationState, Party, SubjectKind};
use ui::components::{Act, Clause, Duty, DutyGroup, Link, Phrase, Urgency};
use ui::typography::{counted, number};

use crate::signed_in::SignedInRequest;

/// More debtors than this are a number.
const MOST_NAMED: usize = 3;

fn urgency(state: ObligationState) -> Urgency {
    match state {
        ObligationState::Overdue => Urgency::Late,
        ObligationState::Today => Urgency::Today,
        _ => Urgency::Soon,
    }
}

/// The duties of one urgency, one's own first; not more than `most`.
pub(super) fn group_view(wanted: Urgency, open: &[Group], signed_in: &SignedInRequest, most: usize) -> DutyGroup {
    let mut groups: Vec<&Group> = open.iter().filter(|group| urgency(group.state) == wanted).collect();
    // One's own duties stand before those one controls.
    groups.sort_by_key(|group| (!group.own, group.due_at));
    let all = groups.len();
    DutyGroup {
        urgency: wanted,
        count: all.to_string(),
        duties: groups
            .into_iter()
            .take(most)
            .map(|group| duty_view(group, signed_in))
            .collect(),
        more: (all > most).then(|| Link::new(format!("Показать остальные {}", all - most), "/?all=yes")),
    }
}

fn duty_view(group: &Group, signed_in: &SignedInRequest) -> Duty {
    let day = day_and_month(group.due_day);
    Duty {
        left: capitalised(&group.words),
        due: if group.state == ObligationState::Overdue {
            format!("срок был {day}")
        } else {
            format!("до\u{a0}конца {day}")
        },
        what: what(group),
        meta: meta(group),
        clauses: vec![clause(group)],
        act: act(group, signed_in),
    }
}

fn clause(group: &Group) -> Clause {
    Clause::new(&group.clause_chip, capitalised(&group.clause_act), &group.clause_words)
        .counted(capitalised(&group.counted))
}

fn members(group: &Group) -> i64 {
    i64::try_from(group.members.len()).unwrap_or(i64::MAX)
}

fn open_count(group: &Group) -> i64 {
    group.members.iter().map(|member| member.open_count).sum()
}

/// The thing owed, as a sentence with a link to what it counts.
fn what(group: &Group) -> Phrase {
    let href = subject_href(group);
    if let Some(one) = commission_duty(group) {
        return Phrase::of(format!("{}: ", one.what)).link(group.exam.title(), href);
    }
    match SubjectKind::from_code(&group.subject_kind) {
        Ok(SubjectKind::Exam) if opens_look_up(group) => {
            Phrase::of("Открыть результаты на\u{a0}сайте: ").link(group.exam.title(), href)
        }
        Ok(SubjectKind::Exam) => Phrase::of("Закончить обработку: ").link(group.exam.title(), href),
        Ok(SubjectKind::Statement) => {
            let statements = counted(members(group), ["ведомость", "ведомости", "ведомостей"]);
            let results = counted(open_count(group), ["результат", "результата", "результатов"]);
            Phrase::of("Передать ")
                .link(statements, href)
                .text(format!(": {results}"))
        }
        Ok(SubjectKind::Ledger) => {
            let people = counted(open_count(group), ["участника", "участников", "участников"]);
            Phrase::of("Ознакомить под подпись ").link(people, href)
        }
        Ok(SubjectKind::Announcement) => Phrase::of("Объявить порядок и\u{a0}график: ").link(group.exam.title(), href),
        _ => Phrase::linked(&group.clause_words, href),
    }
}

/// Is it met by the recorded decision on the look-up rather than by the end of processing?
fn opens_look_up(group: &Group) -> bool {
    group.discharged_by == EventCode::ResultsPublished
}

/// A duty of the desk of the exam commission: what to do, where, who may.
struct CommissionDuty {
    what: &'static str,
    href: String,
    label: &'static str,
    action: Action,
}

fn commission_duty(group: &Group) -> Option<CommissionDuty> {
    let desk = format!("/desk/{}", group.exam.id);
    let duty = |what, href, label, action| {
        Some(CommissionDuty {
            what,
            href,
            label,
            action,
        })
    };
    match group.discharged_by {
        EventCode::StatementsGivenToExamCommission => duty(
            "Передать ведомости в\u{a0}ГЭК",
            desk,
            "Передать в\u{a0}ГЭК",
            Action::GiveToCommission,
        ),
        EventCode::RemovedListGiven => duty(
            "Передать в\u{a0}ГЭК список удалённых и\u{a0}завершивших досрочно",
            format!("{desk}/day"),
            "Списки дня экзамена",
            Action::RecordExamDay,
        ),
        EventCode::UnregisteredListGiven => duty(
            "Передать в\u{a0}ГЭК список пришедших без регистрации",
            format!("{desk}/day"),
            "Списки дня экзамена",
            Action::RecordExamDay,
        ),
        EventCode::ChairInformed => duty(
            "Сообщить председателю ГЭК",
            desk,
            "Открыть стол ГЭК",
            Action::KeepMatters,
        ),
        EventCode::ResultsApproved => duty(
            "Утвердить результаты",
            desk,
            "Рассмотреть результаты",
            Action::ApproveProtocol,
        ),
        EventCode::ApprovalProtocolSent => {
            let href = match group.members.as_slice() {
                [member] => format!("/protocols/{}", member.subject),
                _ => desk,
            };
            duty(
                "Отправить протокол в\u{a0}РЦОИ",
                href,
                "Открыть протокол",
                Action::SendProtocol,
            )
        }
        _ => appeal_duty(group),
    }
}

/// A duty about appeals: one of them, or those of the list that await this act.
fn appeal_duty(group: &Group) -> Option<CommissionDuty> {
    let rechecks = || match group.members.as_slice() {
        [member] => format!("/rechecks/{}", member.subject),
        _ => "/rechecks".to_owned(),
    };
    let one = |list: &str| match group.members.as_slice() {
        [member] => format!("/appeals/{}", member.subject),
        _ => list.to_owned(),
    };
    let (what, href, label, action) = match group.discharged_by {
        EventCode::ScoreAppealReceived | EventCode::ProcedureAppealReceived => (
            "Передать апелляции в\u{a0}комиссию",
            one("/appeals?group=school"),
            "Передать в\u{a0}комиссию",
            Action::FileAppeal,
        ),
        EventCode::ScoreAppealDecided | EventCode::ProcedureAppealDecided => (
            "Рассмотреть апелляции",
            one("/appeals?group=preparing"),
            "К\u{a0}апелляциям",
            Action::RunAppeals,
        ),
        EventCode::HearingNoticeSent => (
            "Известить о\u{a0}рассмотрении апелляций",
            "/hearings".to_owned(),
            "К\u{a0}заседаниям",
            Action::RunAppeals,
        ),
        EventCode::AppealDecisionReceived => (
            "Передать решения по\u{a0}апелляциям в\u{a0}РЦОИ",
            one("/appeals?group=recount"),
            "К\u{a0}апелляциям",
            Action::RunAppeals,
        ),
        EventCode::ChangedResultsGiven => (
            "Пересчитать по\u{a0}апелляциям и\u{a0}передать в\u{a0}ГЭК",
            one("/appeals?group=recount"),
            "К\u{a0}пересчёту",
            Action::PrepareAppeals,
        ),
        EventCode::AnnulmentDecided => (
            "Аннулировать результаты по\u{a0}апелляциям о\u{a0}нарушении",
            one("/appeals?group=recount"),
            "К\u{a0}апелляциям",
            Action::ApproveProtocol,
        ),
        EventCode::AppealChangeDecided => (
            "Изменить результаты по\u{a0}апелляциям",
            format!("/desk/{}", group.exam.id),
            "Открыть стол ГЭК",
            Action::ApproveProtocol,
        ),
        EventCode::RecheckParticipantsInformed => (
            "Оповестить участников о\u{a0}перепроверке",
            rechecks(),
            "К\u{a0}перепроверкам",
            Action::PrepareAppeals,
        ),
        EventCode::RecheckNoticeSent => (
            "Известить министерство и\u{a0}РЦОИ о\u{a0}повторной проверке сочинений",
            "/essay-rechecks".to_owned(),
            "К\u{a0}заявлениям",
            Action::RecheckEssays,
        ),
        EventCode::RecheckMaterialsTransferred => (
            "Провести повторную проверку сочинений и\u{a0}передать материалы",
            "/essay-rechecks".to_owned(),
            "К\u{a0}заявлениям",
            Action::RecheckEssays,
        ),
        EventCode::RecheckDecided => (
            "Решить по\u{a0}протоколам перепроверки",
            rechecks(),
            "К\u{a0}перепроверкам",
            Action::ApproveProtocol,
        ),
        _ => return None,
    };
    Some(CommissionDuty {
        what,
        href,
        label,
        action,
    })
}

fn subject_href(group: &Group) -> String {
    let exam = group.exam.id;
    if let Some(one) = commission_duty(group) {
        return one.href;
    }
    let only = match group.members.as_slice() {
        [member] => Some(member.subject),
        _ => None,
    };
    match (SubjectKind::from_code(&group.subject_kind), only) {
        (Ok(SubjectKind::Exam), _) => format!("/exams/{exam}"),
        (Ok(SubjectKind::Statement), Some(id)) => format!("/statements/{id}"),
        (Ok(SubjectKind::Statement), None) => format!("/statements?exam={exam}"),
        (Ok(SubjectKind::Ledger), Some(id)) if group.own && group.members.iter().all(|member| member.can_act) => {
            format!("/ledgers/{id}")
        }
        (Ok(SubjectKind::Ledger), _) if group.own => format!("/ledgers?exam={exam}"),
        (Ok(SubjectKind::Ledger), _) => format!("/acquaintance?exam={exam}"),
        (Ok(SubjectKind::Announcement), _) if group.own => format!("/announcements/{exam}"),
        (Ok(SubjectKind::Announcement), _) => format!("/announcements?exam={exam}"),
        _ => "/terms".to_owned(),
    }
}

/// Who owes it; of several the three with most to do.
fn meta(group: &Group) -> Phrase {
    let mut debtors: Vec<(&str, i64)> = Vec::new();
    for member in &group.members {
        match debtors.iter_mut().find(|(name, _)| *name == member.debtor) {
            Some((_, open)) => *open += member.open_count,
            None => debtors.push((&member.debtor, member.open_count)),
        }
    }
    debtors.sort_by_key(|(name, open)| (-open, *name));
    if matches!(group.party, Party::CommissionChair | Party::CommissionSecretary) {
        let phrase = Phrase::of("Отвечает: ").bold(group.party.russian());
        return phrase.text(format!(". {}", group.exam.title()));
    }
    let mut phrase = Phrase::of(if debtors.len() == 1 {
        "Отвечает: "
    } else {
        "Отвечают: "
    });
    let several = debtors.len() > 1;
    for (index, (name, open)) in debtors.iter().take(MOST_NAMED).enumerate() {
        if index > 0 {
            phrase = phrase.text(", ");
        }
        phrase = phrase.bold(*name);
        if several && *open > 0 {
            phrase = phrase.text(format!("\u{a0}— {}", number(*open)));
        }
    }
    if let Some(rest) = debtors.len().checked_sub(MOST_NAMED).filter(|rest| *rest > 0) {
        phrase = phrase.text(format!(" и\u{a0}ещё {rest}"));
    }
    phrase = phrase.text(format!(". {}", group.exam.title()));
    if group.members.iter().any(|member: &DutyMember| !member.can_act) {
        phrase = phrase.text(if is_of_the_whole_way(group) {
            ". Ведомости идут через управления, срок один на\u{a0}весь путь"
        } else {
            ". Начнут, когда получат ведомость"
        });
    }
    if opens_look_up(group) {
        phrase = phrase.text(". Просмотр открывает секретарь ГЭК, записав решение комиссии");
    }
    if group.own {
        phrase
    } else {
        phrase.text(". Контроль: вы")
    }
}

/// Is it about statements that somebody else hands on (kuzbass-gia9:info 5)?
fn is_of_the_whole_way(group: &Group) -> bool {
    group.exam.kind == ExamKind::Gia9 && group.subject_kind == SubjectKind::Statement.code()
}

/// The act that discharges the duty, or the way to see who must act.
fn act(group: &Group, signed_in: &SignedInRequest) -> Option<Act> {
    let href = subject_href(group);
    let exam = group.exam.id;
    let kind = SubjectKind::from_code(&group.subject_kind).ok()?;
    if let Some(one) = commission_duty(group) {
        return (group.own && signed_in.may(one.action)).then(|| Act::link(one.label, one.href));
    }
    if !group.own {
        return match kind {
            SubjectKind::Ledger => Some(Act::link("Кто ещё не\u{a0}ознакомлен", href).secondary()),
            SubjectKind::Statement => Some(Act::link("Какие ведомости не\u{a0}переданы", href).secondary()),
            SubjectKind::Announcement => Some(Act::link("Кто ещё не\u{a0}объявил", href).secondary()),
            _ => None,
        };
    }
    match kind {
        SubjectKind::Exam if opens_look_up(group) => None,
        SubjectKind::Exam if signed_in.may(Action::DeclareProcessing) => Some(Act::link(
            "Предпросмотр окончания обработки",
            format!("/exams/{exam}/processing"),
        )),
        SubjectKind::Statement
            if signed_in.may(Action::HandOverStatement) && group.members.iter().all(|member| member.can_act) =>
        {
            let count = counted(members(group), ["ведомость", "ведомости", "ведомостей"]);
            Some(Act::link(format!("Передать {count}"), hand_over_href(group)))
        }
        SubjectKind::Statement if signed_in.may(Action::HandOverStatement) && is_of_the_whole_way(group) => {
            Some(Act::link(
                "К\u{a0}передаче ведомостей",
                format!("/statements/hand-over?exam={exam}"),
            ))
        }
        SubjectKind::Ledger
            if signed_in.may(Action::FillLedger) && group.members.iter().all(|member| member.can_act) =>
        {
            Some(Act::link("Внести ознакомление", href))
        }
        SubjectKind::Announcement if signed_in.may(Action::Announce) => Some(Act::link("Объявить", href)),
        _ => None,
    }
}

fn hand_over_href(group: &Group) -> String {
    match group.members.as_slice() {
        [member] => format!("/statements/hand-over?statement={}", member.subject),
        _ => format!("/statements/hand-over?exam={}", group.exam.id),
    }
}
