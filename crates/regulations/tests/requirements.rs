//! Every term that a requirement names is there, rests on the clause it is named with, and says how far it may be
//! trusted. A requirement without a line here names no term of its own.

use std::collections::BTreeMap;

use regulations::{Act, ActKind, EventCode, Law, Party, TermStatus};

/// Requirement; the terms that answer it.
const TERMS: &[(&str, &[&str])] = &[
    (
        "B1",
        &[
            "mordovia-187.8.1-statements",
            "mordovia-187.8.1-removed",
            "mordovia-187.8.1-unregistered",
        ],
    ),
    (
        "B2",
        &[
            "mordovia-187.9.1",
            "mordovia-187.9.1-conflicts",
            "mordovia-187.9.1-violations",
            "mordovia-187.9.1-procedure-appeals",
        ],
    ),
    (
        "B3",
        &[
            "mordovia-187.7-approval",
            "kuzbass-gia9.info-5-approval",
            "federal-233-552.approval",
            "federal-232-551.approval",
        ],
    ),
    ("B4", &["mordovia-187.9.2"]),
    (
        "B5",
        &[
            "mordovia-187.8.6",
            "mordovia-187.7-recheck",
            "federal-232-551.decisions-recheck",
        ],
    ),
    (
        "B6",
        &[
            "mordovia-187.7-annulment-appeal",
            "mordovia-187.7-annulment-check",
            "mordovia-187.7-annulment-inspection",
            "mordovia-187.7-inspection",
            "federal-232-551.decisions-annulment",
            "federal-232-551.decisions-annulment-check",
            "federal-232-551.decisions-annulment-inspection",
            "federal-232-551.decisions-inspection",
        ],
    ),
    (
        "C1",
        &[
            "kuzbass-4195.2.2",
            "mordovia-187.8.2-schools",
            "mordovia-187.8.2-municipal-bodies",
            "kuzbass-gia9.info-5-transfer",
        ],
    ),
    (
        "C2",
        &["kuzbass-4195.2.3-schools", "kuzbass-4195.2.3-own", "mordovia-187.10.2"],
    ),
    ("C4", &["kuzbass-4195.2.5"]),
    ("D1", &["mordovia-187.11.1", "mordovia-187.11.3"]),
    (
        "D2",
        &[
            "kuzbass-4195.2.7-school",
            "kuzbass-4195.2.7-municipal-body",
            "kuzbass-4195.2.7-state-organisation",
            "mordovia-187.10.4",
            "mordovia-187.11.2",
            "kuzbass-gia9.info-6",
        ],
    ),
    ("D5", &["kuzbass-gia9.sign", "kirov-1497.6.9-first-briefing"]),
    ("E1", &["mordovia-187.8.3"]),
    (
        "F1",
        &[
            "kuzbass-gia9.rights-6-procedure-filing",
            "kuzbass-gia9.rights-6-procedure-transfer",
            "kuzbass-gia9.rights-6-procedure-decision",
            "federal-233-552.appeals-procedure-filing",
            "federal-233-552.appeals-procedure-transfer",
            "federal-233-552.appeals-procedure-decision",
        ],
    ),
    (
        "F2",
        &[
            "kuzbass-gia9.rights-6-score-filing",
            "kuzbass-gia9.rights-6-score-transfer",
            "kuzbass-gia9.rights-6-notice",
            "kuzbass-gia9.rights-6-score-decision",
            "kuzbass-gia9.rights-6-kim-request",
            "federal-233-552.appeals-score-filing",
            "federal-233-552.appeals-score-transfer",
            "federal-233-552.appeals-notice",
            "federal-233-552.appeals-score-decision",
            "federal-232-551.appeals-score-filing",
            "federal-232-551.appeals-score-decision",
        ],
    ),
    ("F5", &["kuzbass-gia9.rights-6-hearing"]),
    (
        "F6",
        &[
            "kuzbass-gia9.rights-6-recount",
            "mordovia-187.8.4",
            "mordovia-187.7-changed",
            "mordovia-187.8.5-schools",
            "mordovia-187.8.5-municipal-bodies",
        ],
    ),
    (
        "F7",
        &[
            "rostov-essay.10.2.1",
            "rostov-essay.10.2.2-notice",
            "rostov-essay.10.2.2-recheck",
        ],
    ),
    ("G2", &["kirov-1497.3.1"]),
    ("G3", &["kirov-1497.5.3.1-participants"]),
    (
        "G4",
        &[
            "kirov-1497.4.2",
            "kirov-1497.6.9-second-briefing",
            "kuzbass-gia9.info-2",
        ],
    ),
    (
        "G5",
        &["kirov-1497.5.3.1-preparation", "kirov-1497.5.3.2", "kirov-1497.5.3.3"],
    ),
    ("H1", &["kirov-1497.5.2-kits"]),
    (
        "I1",
        &[
            "kuzbass-gia9.duties-1",
            "kuzbass-gia9.duties-5-stop",
            "kuzbass-gia9.duties-5-act",
            "kirov-1497.6.7",
        ],
    ),
    (
        "I2",
        &[
            "kirov-1497.5.2-topics",
            "kirov-1497.6.9-reading",
            "kirov-1497.6.9-thirty-minutes",
            "kirov-1497.6.9-five-minutes",
        ],
    ),
    ("I3", &["kuzbass-gia9.bans-removal-act", "kirov-1497.6.4-violators"]),
    ("J4", &["rostov-essay.8.2-checking", "rostov-essay.8.2-processing"]),
    (
        "J5",
        &[
            "rostov-essay.8.3-originals",
            "rostov-essay.9.1-writing-forms",
            "rostov-essay.9.2-school",
            "rostov-essay.9.2-municipal-body",
        ],
    ),
    ("K1", &["rostov-essay.9.7"]),
    ("L2", &["rostov-essay.11-validity"]),
    (
        "L3",
        &[
            "kuzbass-gia9.additional-start",
            "kuzbass-gia9.additional-application",
            "kuzbass-gia9.additional-next-year",
        ],
    ),
    ("M1", &["rostov-essay.8.3-copies", "rostov-essay.9.3"]),
];

#[test]
fn a1_every_term_of_a_requirement_is_data() {
    let law = Law::embedded().unwrap();
    let known = law.term_ids();
    for (requirement, terms) in TERMS {
        for term in *terms {
            assert!(known.contains(term), "{requirement}: срока «{term}» нет");
        }
    }
}

#[test]
fn a1_every_regional_term_answers_a_requirement() {
    let law = Law::embedded().unwrap();
    let regional = |act: &&Act| act.kind == ActKind::Regional;
    let acts: Vec<_> = law.acts().filter(regional).map(|act| format!("{}.", act.id)).collect();
    let named: Vec<_> = TERMS.iter().flat_map(|(_, terms)| *terms).collect();
    let unnamed: Vec<_> = law
        .term_ids()
        .into_iter()
        .filter(|id| acts.iter().any(|act| id.starts_with(act)) && !named.contains(&id))
        .collect();
    assert!(unnamed.is_empty(), "ни одно требование не называет: {unnamed:?}");
}

/// A figure of our own choosing never passes for the order's: federal terms are at best seen in publications.
#[test]
fn a1_no_federal_term_claims_the_order() {
    let law = Law::embedded().unwrap();
    let federal: BTreeMap<_, _> = law
        .acts()
        .filter(|act| act.kind == ActKind::Federal)
        .map(|act| (&act.id, act))
        .collect();
    for region in law.regions() {
        for term in law.ruleset(&region.code, None).unwrap().terms() {
            let is_federal = federal.contains_key(&term.clause.act().to_owned());
            assert!(!is_federal || term.status != TermStatus::Order, "{}", term.id);
        }
    }
}

/// In Kuzbass its own memo stands in for the federal base of GIA-9; elsewhere the base holds.
#[test]
fn a1_the_federal_base_holds_where_the_region_is_silent() {
    let law = Law::embedded().unwrap();
    let pairs = [
        ("kuzbass-gia9.info-5-approval", "federal-232-551.approval"),
        (
            "kuzbass-gia9.rights-6-procedure-filing",
            "federal-232-551.appeals-procedure-filing",
        ),
        (
            "kuzbass-gia9.rights-6-procedure-transfer",
            "federal-232-551.appeals-procedure-transfer",
        ),
        (
            "kuzbass-gia9.rights-6-procedure-decision",
            "federal-232-551.appeals-procedure-decision",
        ),
        ("kuzbass-gia9.rights-6-notice", "federal-232-551.appeals-notice"),
        (
            "kuzbass-gia9.rights-6-score-filing",
            "federal-232-551.appeals-score-filing",
        ),
        (
            "kuzbass-gia9.rights-6-score-transfer",
            "federal-232-551.appeals-score-transfer",
        ),
        (
            "kuzbass-gia9.rights-6-score-decision",
            "federal-232-551.appeals-score-decision",
        ),
    ];
    let has = |region: &str, term: &str| law.ruleset(region, None).unwrap().term(term).is_ok();
    for (own, base) in pairs {
        assert!(has("42", own) && !has("42", base), "{own}");
        assert!(!has("43", own) && has("43", base), "{base}");
    }
}

/// Who owes what from which event: the way of a result of GIA from delivery to the last change.
#[test]
fn a1_the_way_of_a_gia_result_hangs_together() {
    use EventCode as E;
    use Party as P;
    let law = Law::embedded().unwrap();
    let chain = [
        (
            "mordovia-187.7-approval",
            P::CommissionChair,
            E::CheckedResultsReceived,
            E::ResultsApproved,
        ),
        (
            "mordovia-187.9.1-conflicts",
            P::CommissionSecretary,
            E::ConflictArisen,
            E::ChairInformed,
        ),
        (
            "mordovia-187.9.1-violations",
            P::CommissionSecretary,
            E::ViolationFound,
            E::ChairInformed,
        ),
        (
            "mordovia-187.9.1-procedure-appeals",
            P::CommissionSecretary,
            E::ProcedureAppealFiled,
            E::ChairInformed,
        ),
        (
            "mordovia-187.9.2",
            P::CommissionSecretary,
            E::ResultsApproved,
            E::ApprovalProtocolSent,
        ),
        (
            "mordovia-187.8.2-schools",
            P::ProcessingCentre,
            E::ResultsApproved,
            E::TransferredToSchool,
        ),
        (
            "mordovia-187.8.3",
            P::ProcessingCentre,
            E::ResultsApproved,
            E::ResultsPublished,
        ),
        (
            "mordovia-187.8.6",
            P::ProcessingCentre,
            E::RecheckOrdered,
            E::RecheckParticipantsInformed,
        ),
        (
            "mordovia-187.7-recheck",
            P::CommissionChair,
            E::RecheckProtocolsReceived,
            E::RecheckDecided,
        ),
        (
            "mordovia-187.8.4",
            P::ProcessingCentre,
            E::AppealDecisionReceived,
            E::ChangedResultsGiven,
        ),
        (
            "mordovia-187.7-changed",
            P::CommissionChair,
            E::ChangedResultsGiven,
            E::AppealChangeDecided,
        ),
        (
            "mordovia-187.8.5-schools",
            P::ProcessingCentre,
            E::ChangedResultsApproved,
            E::TransferredToSchool,
        ),
        (
            "kuzbass-gia9.info-5-approval",
            P::CommissionChair,
            E::CheckedResultsReceived,
            E::ResultsApproved,
        ),
        (
            "kuzbass-gia9.info-5-transfer",
            P::ProcessingCentre,
            E::ResultsApproved,
            E::ReceivedBySchool,
        ),
        (
            "kuzbass-gia9.info-6",
            P::School,
            E::TransferredToSchool,
            E::AcquaintanceCompleted,
        ),
        (
            "kuzbass-gia9.rights-6-kim-request",
            P::Participant,
            E::OfficialAnnouncementDay,
            E::KimRequestFiled,
        ),
        (
            "kuzbass-gia9.rights-6-recount",
            P::AppealsCommission,
            E::ScoreAppealGranted,
            E::AppealDecisionReceived,
        ),
        ("kuzbass-gia9.sign", P::School, E::ExamHeld, E::MemoSigned),
    ];
    let rules = law.ruleset("42", None).unwrap();
    for (id, debtor, event, discharged_by) in chain {
        let term = rules.term(id).unwrap();
        assert_eq!(
            (term.debtor, term.event, term.discharged_by),
            (debtor, event, discharged_by),
            "{id}"
        );
    }
}
