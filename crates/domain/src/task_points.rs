//! Points per task and criterion of one work, kept beside its primary score.

use std::fmt::{self, Write as _};

use regulations::TaskCode;

/// No task has more.
const MOST_POINTS: u16 = 99;

/// Points by task, each task once, in the order of the form: by number, then criteria by name. May be empty: not
/// every delivery has them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct TaskPoints(Vec<(TaskCode, u16)>);

/// Why points are none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTaskPoints {
    #[error("задание {task} названо дважды. Оставьте за него один балл")]
    Twice { task: TaskCode },
    #[error("за задание {task} не может быть {points}\u{a0}баллов: больше 99 не бывает. Исправьте балл")]
    TooMany { task: TaskCode, points: u16 },
    #[error("запись баллов «{text}» не разобрана: нужен вид «1=1;2=0;ГК1=2». Исправьте запись")]
    Malformed { text: String },
}

impl TaskPoints {
    /// Points of a work without a breakdown.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    pub fn new(points: impl IntoIterator<Item = (TaskCode, u16)>) -> Result<Self, BadTaskPoints> {
        let mut points: Vec<_> = points.into_iter().collect();
        points.sort_by_cached_key(|(task, _)| place(task));
        for ((task, _), (next, _)) in points.iter().zip(points.iter().skip(1)) {
            if task == next {
                return Err(BadTaskPoints::Twice { task: *task });
            }
        }
        Self::within_bounds(points)
    }

    /// Points of tasks 1, 2, 3 and so on.
    pub fn numbered(points: impl IntoIterator<Item = u8>) -> Result<Self, BadTaskPoints> {
        let numbered = (1..=u8::MAX).zip(points);
        let points = numbered.map(|(number, points)| (TaskCode::numbered(number), u16::from(points)));
        Self::within_bounds(points.collect())
    }

    fn within_bounds(points: Vec<(TaskCode, u16)>) -> Result<Self, BadTaskPoints> {
        match points.iter().find(|(_, number)| *number > MOST_POINTS) {
            Some((task, number)) => Err(BadTaskPoints::TooMany {
                task: *task,
                points: *number,
            }),
            None => Ok(Self(points)),
        }
    }

    /// Reads [`TaskPoints::code`]; the order of the text does not matter.
    pub fn from_code(code: &str) -> Result<Self, BadTaskPoints> {
        let malformed = || BadTaskPoints::Malformed { text: code.to_owned() };
        let mut points = Vec::new();
        for entry in code.split(';').filter(|entry| !entry.is_empty()) {
            let (task, number) = entry.split_once('=').ok_or_else(malformed)?;
            let task = TaskCode::new(task).map_err(|_| malformed())?;
            points.push((task, number.trim().parse().map_err(|_| malformed())?));
        }
        Self::new(points)
    }

    /// The stable text for storage and hashes: `1=1;2=0;ГК1=2`; empty without points.
    pub fn code(&self) -> String {
        let mut code = String::with_capacity(self.0.len() * 6);
        for (task, number) in self.iter() {
            if !code.is_empty() {
                code.push(';');
            }
            code.push_str(task.as_str());
            // Writing into a text does not fail.
            let _ = write!(code, "={number}");
        }
        code
    }

    /// For people: «1\u{a0}—\u{a0}1, 2\u{a0}—\u{a0}0, ГК1\u{a0}—\u{a0}2»; empty without points.
    pub fn in_words(&self) -> String {
        let entries: Vec<_> = self
            .iter()
            .map(|(task, number)| format!("{task}\u{a0}—\u{a0}{number}"))
            .collect();
        entries.join(", ")
    }

    pub fn iter(&self) -> impl Iterator<Item = (&TaskCode, u16)> {
        self.0.iter().map(|(task, number)| (task, *number))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Points of one task; `None` where the delivery does not tell them.
    pub fn of(&self, task: &TaskCode) -> Option<u16> {
        self.iter().find(|(one, _)| *one == task).map(|(_, number)| number)
    }

    pub fn sum(&self) -> u32 {
        self.iter().map(|(_, number)| u32::from(number)).sum()
    }
}

impl fmt::Display for TaskPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code())
    }
}

/// Numbered tasks by number, then the rest by name, so that 10 does not stand before 2.
fn place(task: &TaskCode) -> (u32, TaskCode) {
    let text = task.as_str();
    let digits = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    let number = text.get(..digits).and_then(|number| number.parse().ok());
    (number.unwrap_or(u32::MAX), *task)
}
