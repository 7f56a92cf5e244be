//! Ids of many rows in little memory: what one act writes has ids that grow by one, so a run of them is kept as its first.

use uuid::Uuid;

/// Ids in the order in which they were added.
#[derive(Debug, Default)]
pub(super) struct IdRuns {
    /// Position and id of the first of each run.
    runs: Vec<(u32, u128)>,
    len: u32,
}

impl IdRuns {
    /// Its position; `None` once there are as many as can be counted.
    pub(super) fn push(&mut self, id: Uuid) -> Option<u32> {
        let at = self.len;
        self.len = at.checked_add(1)?;
        let id = id.as_u128();
        let goes_on = self
            .runs
            .last()
            .is_some_and(|(first_at, first)| first.checked_add(u128::from(at - first_at)) == Some(id));
        if !goes_on {
            self.runs.push((at, id));
        }
        Some(at)
    }

    /// The id at a position.
    pub(super) fn at(&self, at: u32) -> Option<Uuid> {
        let run = self
            .runs
            .partition_point(|(first_at, _)| *first_at <= at)
            .checked_sub(1)?;
        let (first_at, first) = self.runs.get(run)?;
        let is_known = at < self.len;
        is_known.then(|| Uuid::from_u128(first + u128::from(at - first_at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ids: &[u128], runs: usize) {
        let mut kept = IdRuns::default();
        for id in ids {
            kept.push(Uuid::from_u128(*id)).unwrap();
        }
        let back: Vec<u128> = (0..kept.len).map(|at| kept.at(at).unwrap().as_u128()).collect();
        assert_eq!(back, ids);
        assert_eq!(kept.runs.len(), runs, "{ids:?}");
        assert_eq!(kept.at(kept.len), None);
    }

    #[test]
    fn ids_come_back_and_runs_are_short() {
        check(&[], 0);
        check(&[7], 1);
        check(&[7, 8, 9], 1);
        check(&[7, 8, 10, 11, 9], 3);
        check(&[9, 8, 7], 3);
        check(&[u128::MAX, 0], 2);
        check(&[5, 5, 5], 3);
    }
}
