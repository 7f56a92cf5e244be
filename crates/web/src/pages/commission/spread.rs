//! «Как распределились баллы»: what would be approved as a picture and a table of the same numbers, form by form.

use app::commission::spread::ScoreSpread;
use domain::score_distribution::{CountedBy, ScoreDistribution, ScoreGroup, ScoreGroupKind};
use regulations::Mark;
use ui::components::{
    Cell, Column, Row, ScoreChart, ScoreChartGroup, ScoreMinimum, ScoreTone, Section as Part, TableView,
};

use super::{grouped, results};

/// The section; none where nothing with a checked work would be approved.
pub(super) fn spread_section(spread: &ScoreSpread, year: i16) -> Option<Part> {
    if spread.of_forms.is_empty() {
        return None;
    }
    let mut part = Part::new("spread", "Как распределились баллы");
    if spread.without_work > 0 {
        let without = results(spread.without_work);
        part = part.lead(format!(
            "Без проверенной работы\u{a0}— {without}: на\u{a0}картине их нет."
        ));
    }
    for (index, (form, distribution)) in spread.of_forms.iter().enumerate() {
        part = part.chart(chart(&format!("sc{}", index + 1), form, distribution, year));
    }
    Some(part)
}

fn chart(id: &str, form: &str, spread: &ScoreDistribution, year: i16) -> ScoreChart {
    let score = match spread.counted_by {
        CountedBy::TestScore => "тестовый балл",
        CountedBy::PrimaryScore => "первичный балл",
    };
    let axis = match spread.minimum {
        Some(least) => format!("{score}, минимум\u{a0}— {least}"),
        None => format!("{score}; минимум {year}\u{a0}года программе не\u{a0}известен"),
    };
    ScoreChart {
        id: id.to_owned(),
        caption: form.to_owned(),
        title: format!("{form}, {score}: сколько участников набрали каждый балл"),
        description: description(spread),
        axis,
        groups: spread.groups.iter().map(|group| drawn(group, spread.minimum)).collect(),
        bars: spread.bars.clone(),
        minimum: spread.minimum.map(|least| ScoreMinimum {
            score: usize::from(least),
            label: format!("минимум {least}"),
        }),
        table: table(form, spread),
        each: each(form, spread),
    }
}

fn description(spread: &ScoreDistribution) -> String {
    let groups: Vec<String> = spread
        .groups
        .iter()
        .map(|group| format!("{}\u{a0}— {}", name(group, spread.minimum), grouped(group.count)))
        .collect();
    format!(
        "{}. Всего {}. Те же числа\u{a0}— в\u{a0}таблице.",
        groups.join(", "),
        results(spread.total())
    )
}

fn drawn(group: &ScoreGroup, minimum: Option<u16>) -> ScoreChartGroup {
    ScoreChartGroup {
        label: name(group, minimum),
        figure: grouped(group.count),
        from: usize::from(group.from),
        to: usize::from(group.to),
        tone: match group.kind {
            ScoreGroupKind::Below | ScoreGroupKind::Mark(Mark::Two) => ScoreTone::Failed,
            ScoreGroupKind::Mark(Mark::Three) => ScoreTone::Third,
            ScoreGroupKind::Mark(Mark::Five) => ScoreTone::Best,
            ScoreGroupKind::Mark(Mark::Four) | ScoreGroupKind::Reached | ScoreGroupKind::All => ScoreTone::Second,
        },
    }
}

/// «„4“», «ниже 27», «27 и выше».
fn name(group: &ScoreGroup, minimum: Option<u16>) -> String {
    match (group.kind, minimum) {
        (ScoreGroupKind::Mark(mark), _) => format!("«{mark}»"),
        (ScoreGroupKind::Below, Some(least)) => format!("ниже {least}"),
        (ScoreGroupKind::Reached, Some(least)) => format!("{least} и\u{a0}выше"),
        _ => "все".to_owned(),
    }
}

fn table(form: &str, spread: &ScoreDistribution) -> TableView {
    let total = spread.total();
    let row = |group: &ScoreGroup| {
        Row::new(vec![
            Cell::from(name(group, spread.minimum)),
            Cell::from(format!("{}–{}", group.from, group.to)),
            Cell::from(grouped(group.count)),
            Cell::from(share(group.count, total)),
        ])
    };
    let first = match spread.groups.first().map(|group| group.kind) {
        Some(ScoreGroupKind::Mark(_)) => "Отметка",
        _ => "Результат",
    };
    TableView {
        caption: format!("{form}: сколько результатов"),
        columns: vec![
            Column::new(first),
            Column::number("Баллы"),
            Column::number("Результатов"),
            Column::number("Доля"),
        ],
        rows: spread.groups.iter().map(row).collect(),
        total: vec![
            Cell::from("Всего"),
            Cell::from(format!("0–{}", spread.bars.len().saturating_sub(1))),
            Cell::from(grouped(total)),
            Cell::from("100\u{a0}%"),
        ],
        ..TableView::default()
    }
}

/// Only scores that somebody has.
fn each(form: &str, spread: &ScoreDistribution) -> TableView {
    let counted = spread.bars.iter().map(|bar| bar.iter().sum::<usize>()).enumerate();
    TableView {
        caption: format!("{form}: число результатов с\u{a0}каждым баллом"),
        hide_caption: true,
        columns: vec![Column::new("Балл"), Column::number("Результатов")],
        rows: counted
            .filter(|(_, count)| *count > 0)
            .map(|(score, count)| Row::new(vec![Cell::from(score.to_string()), Cell::from(grouped(count))]))
            .collect(),
        ..TableView::default()
    }
}

/// «33,5 %».
fn share(count: usize, total: usize) -> String {
    let tenths = (count * 1000 + total / 2).checked_div(total).unwrap_or(0);
    format!("{},{}\u{a0}%", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn shares_are_rounded_to_a_tenth() {
        let shares =
            [(1446, 4312), (0, 4312), (1, 3), (2, 3), (5, 5), (0, 0)].map(|(count, total)| share(count, total));
        assert_eq!(
            shares,
            [
                "33,5\u{a0}%",
                "0,0\u{a0}%",
                "33,3\u{a0}%",
                "66,7\u{a0}%",
                "100,0\u{a0}%",
                "0,0\u{a0}%"
            ]
        );
    }
}
