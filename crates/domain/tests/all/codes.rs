//! Stored codes and identifiers: both ways, unique, and never a Russian word in storage.

use std::collections::BTreeSet;

use domain::access::{Action, Role};
use domain::approval::ApprovalStage;
use domain::approval::holds::{DayRecord, OpenMatter};
use domain::edition::{EditionState, HoldReason};
use domain::exam::{AttendanceOutcome, ExamKind, ExamPeriod, ReleaseRule, release_rule};
use domain::ids::{BadId, IdSequence, OrganisationId, StatementId, uuid_v7};
use domain::ledger::LedgerState;
use domain::organisation::OrganisationKind;
use domain::registration::{ParticipantCategory, Sex};
use domain::statement::StatementHop;
use regulations::Instant;

macro_rules! check_codes {
    ($($name:ident),+) => {$({
        let mut codes = BTreeSet::new();
        let mut words = BTreeSet::new();
        for &one in $name::ALL {
            let code = one.code();
            assert_eq!($name::from_code(code).unwrap(), one, "{code}");
            assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{code}");
            assert!(codes.insert(code), "{code} stands twice in {}", stringify!($name));
            assert!(words.insert(one.russian()), "«{}» stands twice in {}", one.russian(), stringify!($name));
            assert!(!one.russian().is_empty());
        }
        for unknown in ["", " ", "unknown", "RELEASED"] {
            let error = $name::from_code(unknown).unwrap_err();
            assert_eq!((error.notion, error.code.as_str()), (stringify!($name), unknown));
        }
    })+};
}

#[test]
fn every_stored_code_reads_back() {
    check_codes!(
        Role,
        Action,
        ApprovalStage,
        DayRecord,
        OpenMatter,
        EditionState,
        HoldReason,
        AttendanceOutcome,
        ExamPeriod,
        ReleaseRule,
        LedgerState,
        OrganisationKind,
        ParticipantCategory,
        Sex,
        StatementHop
    );
}

#[test]
fn the_essay_is_released_by_the_end_of_processing_and_gia_by_approval() {
    let cases = [
        (ExamKind::Essay, ReleaseRule::EndOfProcessing),
        (ExamKind::Gia11, ReleaseRule::Approval),
        (ExamKind::Gia9, ReleaseRule::Approval),
    ];
    for (kind, expected) in cases {
        assert_eq!(release_rule(kind), expected, "{kind:?}");
    }
}

#[test]
fn an_id_is_a_uuid_of_version_7_that_sorts_by_its_moment() {
    let at = Instant::from_micros(1_781_234_567_891_234);
    let id = uuid_v7(at, [0xff; 10]);
    assert_eq!(
        id,
        uuid_v7(at, [0xff; 10]),
        "the same moment and random bytes make the same id"
    );
    assert_eq!(id.get_version_num(), 7);
    assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
    assert_eq!(id.as_u128() >> 80, 1_781_234_567_891, "48 bits of milliseconds");
    let later = uuid_v7(at.plus_micros(1000), [0; 10]);
    assert!(later > id, "a later millisecond sorts later whatever the random bytes");
    assert_ne!(uuid_v7(at, [1; 10]), uuid_v7(at, [2; 10]));
    // Before 1970 there were no exams of ours: the moment is cut to zero rather than wrapped.
    assert_eq!(uuid_v7(Instant::from_seconds(-1), [0; 10]).as_u128() >> 80, 0);
}

#[test]
fn an_id_is_written_and_read_as_text() {
    let id = StatementId(uuid_v7(Instant::from_seconds(1), [7; 10]));
    assert_eq!(id.to_string().parse::<StatementId>(), Ok(id));
    for wrong in ["", "1", "0190-zz", "'; DROP TABLE person"] {
        assert_eq!(wrong.parse::<OrganisationId>(), Err(BadId), "{wrong}");
    }
}

/// Whatever was drawn, also where nothing is left to grow into but the bit kept free.
#[test]
fn ids_of_one_moment_grow_and_another_moment_draws_anew() {
    let at = Instant::from_seconds(1_700_000_000);
    for drawn in [[0; 10], [0xff; 10], [0x5a; 10]] {
        let mut draws = 0;
        let mut sequence = IdSequence::NEW;
        let mut next = |at| {
            let id = sequence.next(at, || {
                draws += 1;
                Ok::<_, ()>(drawn)
            });
            id.unwrap()
        };
        let ids: Vec<_> = (0..5_000).map(|_| next(at)).collect();
        assert!(ids.is_sorted_by(|one, other| one < other));
        assert!(
            ids.iter()
                .all(|id| id.get_version_num() == 7 && id.get_variant() == uuid::Variant::RFC4122)
        );
        assert!(next(at.plus_micros(1000)) > ids[4_999]);
        assert_eq!(draws, 2);
    }
    let mut without_randomness = IdSequence::NEW;
    let refused = without_randomness.next(at, || Err("no randomness"));
    assert_eq!(refused, Err("no randomness"));
}
