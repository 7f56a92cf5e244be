//! A statement's way: every combination of what is recorded, against a table.

use domain::statement::{SchoolDelivery, StatementProgress, StatementStepRefused as Refused, school_delivery};
use regulations::{ExamKind, Instant};

type Outcome = Result<(), Refused>;

#[test]
fn the_order_of_hops_is_kept_in_every_combination() {
    // available, handed over, received → may hand over, may receive
    let table: [(bool, bool, bool, Outcome, Outcome); 8] = [
        (
            false,
            false,
            false,
            Err(Refused::NotAvailableYet),
            Err(Refused::NotHandedOver),
        ),
        (
            false,
            false,
            true,
            Err(Refused::NotAvailableYet),
            Err(Refused::NotHandedOver),
        ),
        (false, true, false, Err(Refused::AlreadyHandedOver), Ok(())),
        (
            false,
            true,
            true,
            Err(Refused::AlreadyHandedOver),
            Err(Refused::AlreadyReceived),
        ),
        (true, false, false, Ok(()), Err(Refused::NotHandedOver)),
        (true, false, true, Ok(()), Err(Refused::NotHandedOver)),
        (true, true, false, Err(Refused::AlreadyHandedOver), Ok(())),
        (
            true,
            true,
            true,
            Err(Refused::AlreadyHandedOver),
            Err(Refused::AlreadyReceived),
        ),
    ];
    let at = |done: bool, seconds| done.then(|| Instant::from_seconds(seconds));
    for (available, handed_over, received, hand_over, receive) in table {
        let progress = StatementProgress {
            available_at: at(available, 10),
            handed_over_at: at(handed_over, 20),
            received_at: at(received, 30),
        };
        assert_eq!(progress.check_handover(), hand_over, "{progress:?}");
        assert_eq!(progress.check_receipt(), receive, "{progress:?}");
    }
}

/// Whatever is tried in whatever order, each act happens once and none before the one it rests on.
#[test]
fn any_sequence_of_tries_leads_through_the_chain_in_order() {
    for tries in 0..3_u32.pow(7) {
        let mut progress = StatementProgress::default();
        let mut done = Vec::new();
        for step in 0..7 {
            let now = Some(Instant::from_seconds(i64::from(step) + 1));
            match tries / 3_u32.pow(step) % 3 {
                0 if progress.available_at.is_none() => progress.available_at = now,
                1 if progress.check_handover().is_ok() => {
                    progress.handed_over_at = now;
                    done.push("handed over");
                }
                2 if progress.check_receipt().is_ok() => {
                    progress.received_at = now;
                    done.push("received");
                }
                _ => {}
            }
        }
        assert!(["handed over", "received"].starts_with(&done), "{tries}: {done:?}");
        assert!(
            progress
                .handed_over_at
                .is_none_or(|at| { progress.available_at.is_some_and(|available| available < at) })
        );
        assert!(
            progress
                .received_at
                .is_none_or(|at| progress.handed_over_at.is_some_and(|handed| handed < at))
        );
    }
}

#[test]
fn only_gia_11_reaches_schools_past_their_bodies() {
    for (kind, expected) in [
        (ExamKind::Essay, SchoolDelivery::ThroughMunicipalBody),
        (ExamKind::Gia11, SchoolDelivery::PastMunicipalBody),
        (ExamKind::Gia9, SchoolDelivery::ThroughMunicipalBody),
    ] {
        assert_eq!(school_delivery(kind), expected, "{kind:?}");
    }
}
