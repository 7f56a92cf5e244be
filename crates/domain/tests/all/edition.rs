//! Steps of an edition: every pair of states against a table (B7: nothing is called back, nothing is lost).

use domain::edition::EditionState;

/// Rows: from; columns: to, in declaration order received, held, approved, released, superseded, annulled.
const STEPS: [(EditionState, &str); 6] = [
    (EditionState::Received, ".yyyyy"),
    (EditionState::Held, "y...yy"),
    (EditionState::Approved, ".y.yyy"),
    (EditionState::Released, "....yy"),
    (EditionState::Superseded, "......"),
    (EditionState::Annulled, "......"),
];

#[test]
fn every_step_of_an_edition_is_as_the_table_says() {
    assert_eq!(
        STEPS.map(|(from, _)| from),
        *EditionState::ALL,
        "a new state needs its row and its column"
    );
    for (from, row) in STEPS {
        for (&to, cell) in EditionState::ALL.iter().zip(row.chars()) {
            let answer = from.step(to);
            match cell {
                'y' => assert_eq!(answer, Ok(to), "{from:?} → {to:?}"),
                _ => {
                    let refused = answer.unwrap_err();
                    assert_eq!((refused.from, refused.to), (from, to));
                    assert_eq!(
                        refused.to_string(),
                        format!("редакция «{}» не может стать «{}»", from.russian(), to.russian())
                    );
                }
            }
        }
    }
}

/// From a released edition no way leads back to one that is not public.
#[test]
fn what_was_released_is_never_called_back() {
    let mut reached = vec![EditionState::Released];
    let mut position = 0;
    while let Some(&from) = reached.get(position) {
        for &to in EditionState::ALL {
            if from.step(to).is_ok() && !reached.contains(&to) {
                reached.push(to);
            }
        }
        position += 1;
    }
    assert_eq!(
        reached,
        [EditionState::Released, EditionState::Superseded, EditionState::Annulled]
    );
}
