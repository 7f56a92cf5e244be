//! Codes of the journal in words.

use app::stored_rows::JournalRow;
use serde_json::Value;

/// Every kind of event, by its code.
pub const ACTIONS: &[(&str, &str)] = &[
    ("account-blocked", "закрыт вход"),
    ("account-entered", "заведена учётная запись"),
    ("account-invited", "выдано приглашение"),
    ("account-invited-again", "выдана новая ссылка для входа"),
    ("account-unblocked", "открыт вход"),
    ("annulment-printed", "напечатано уведомление об\u{a0}аннулировании"),
    ("annulment-reversed", "отменено аннулирование результата"),
    ("announced", "объявлены порядок и\u{a0}график"),
    (
        "announced-several",
        "объявлены порядок и\u{a0}график нескольких экзаменов",
    ),
    ("announcement-notified", "МОУО оповещён об\u{a0}объявлении"),
    ("announcement-printed", "напечатано объявление"),
    ("appeal-filed", "принята апелляция"),
    ("appeal-paper-added", "добавлен скан в\u{a0}дело апелляции"),
    ("appeal-paper-read", "открыт скан из\u{a0}дела апелляции"),
    ("appeal-printed", "напечатана бумага апелляции"),
    ("appeal-read", "открыто дело апелляции"),
    ("appeal-step", "шаг дела апелляции"),
    ("application-accepted", "участник зарегистрирован по\u{a0}заявлению"),
    ("application-changed", "изменён выбор в\u{a0}заявлении"),
    (
        "application-consent-withdrawn",
        "отозвано согласие на\u{a0}обработку данных",
    ),
    ("application-filed", "принято заявление на\u{a0}экзамен"),
    ("application-paper", "внесён документ к\u{a0}заявлению"),
    ("application-printed", "напечатаны бумаги заявления"),
    ("application-refused", "отказано в\u{a0}регистрации на\u{a0}экзамен"),
    ("application-withdrawn", "отозвано заявление на\u{a0}экзамен"),
    ("applications-read", "открыты заявления на\u{a0}экзамены"),
    ("chair-informed", "председатель ГЭК оповещён"),
    ("day-entered", "внесён день календаря"),
    ("day-list-given", "список дня экзамена передан в\u{a0}ГЭК"),
    ("day-record-cancelled", "отменена запись дня экзамена"),
    ("day-recorded", "внесена запись дня экзамена"),
    ("day-records-read", "открыты списки дня экзамена"),
    ("day-removed", "убран день календаря"),
    ("edition-held", "задержан результат"),
    ("essay-recheck-step", "шаг повторной проверки сочинения"),
    (
        "essay-recheck-taken",
        "принято заявление о\u{a0}повторной проверке сочинения",
    ),
    (
        "essay-rechecks-read",
        "открыты заявления о\u{a0}повторной проверке сочинений",
    ),
    ("expert-account-given", "эксперту дана учётная запись или закрыта"),
    ("extract-printed", "напечатана выписка"),
    ("given-cases-read", "открыты дела, данные эксперту на\u{a0}заключение"),
    ("given-to-commission", "ведомости переданы в\u{a0}ГЭК"),
    ("hearing-printed", "напечатаны извещения заседания"),
    ("hold-ended", "снята задержка результата"),
    ("import-applied", "записана загрузка"),
    ("import-dropped", "снята загрузка"),
    ("import-staged", "загружен файл"),
    ("installation-set-up", "программа установлена"),
    ("invitation-accepted", "задан пароль по\u{a0}ссылке"),
    ("ledger-handed-in", "сдана ведомость ознакомления"),
    ("ledger-printed", "напечатана ведомость ознакомления"),
    ("ledger-saved", "внесено ознакомление"),
    ("lookup-opened", "открыт самостоятельный просмотр"),
    ("matter-closed", "закрыта проверка или апелляция"),
    ("matter-opened", "открыта проверка или апелляция"),
    ("matters-read", "открыты проверки и\u{a0}апелляции"),
    ("participants-read", "открыт список участников"),
    ("password-again-refused", "пароль перед утверждением не\u{a0}подошёл"),
    ("people-searched", "найдены участники в\u{a0}поиске"),
    ("people-suggested", "показаны подсказки поиска"),
    ("person-read", "открыта карточка участника"),
    ("processing-completed", "записано окончание обработки"),
    ("profile-saved", "сохранён профиль обмена"),
    ("protocol-approved", "утверждён протокол ГЭК"),
    ("protocol-printed", "напечатан протокол ГЭК"),
    ("protocol-proposed", "предложен протокол ГЭК"),
    ("protocol-returned", "проект протокола ГЭК возвращён секретарю"),
    ("protocol-sent", "протокол ГЭК отправлен в\u{a0}РЦОИ"),
    ("protocol-withdrawn", "отозван проект протокола ГЭК"),
    ("recheck-ordered", "назначена перепроверка"),
    ("recheck-read", "открыта перепроверка"),
    ("recheck-step", "шаг перепроверки"),
    ("responsibility-ended", "прекращено действие приказа"),
    ("responsible-person-named", "внесён приказ об\u{a0}ответственном лице"),
    ("result-read", "открыта история результата"),
    ("review-read", "просмотрены результаты до\u{a0}утверждения"),
    ("setting-changed", "изменена настройка"),
    ("signatures-entered", "внесены подписи об\u{a0}объявлении"),
    ("signed-in", "вход"),
    ("signed-out", "выход"),
    ("statement-handed-over", "передана ведомость"),
    ("statement-opened", "открыта ведомость"),
    ("statement-received", "получена ведомость"),
    ("statements-opened", "напечатаны ведомости"),
    ("untold-listed", "выгружен список неознакомленных"),
];

/// Keys of details worth showing, with their words; ids and hashes are left to the export.
const DETAILS: &[(&str, &str)] = &[
    ("number", "№"),
    ("numbers", "№"),
    ("order", "приказ\u{a0}№"),
    ("decision", "решение\u{a0}№"),
    ("of", "от"),
    ("day", "день"),
    ("date", "день"),
    ("from", "с"),
    ("to", "по"),
    ("kind", "вид"),
    ("name", ""),
    ("value", "значение"),
    ("lines", "строк:"),
    ("rows", "строк:"),
    ("told", "ознакомлено:"),
    ("editions", "результатов:"),
    ("results", "результатов:"),
    ("count", "записей:"),
    ("moved", "сдвинуто сроков:"),
    ("signatures", "подписей:"),
    ("reason", "причина:"),
    ("region", "регион"),
    ("role", "роль"),
];

/// Is there an event of this code?
pub fn is_known(code: &str) -> bool {
    ACTIONS.iter().any(|(known, _)| *known == code)
}

/// What was done; the code itself where it has no words yet.
pub fn of_action(code: &str) -> String {
    ACTIONS.iter().find(|(known, _)| *known == code).map_or_else(
        || code.to_owned(),
        |(_, words)| regulations::russian::capitalised(words),
    )
}

/// Counts and numbers of an event.
pub fn of_details(row: &JournalRow) -> String {
    let Ok(Value::Object(details)) = serde_json::from_str::<Value>(&row.details) else {
        return String::new();
    };
    let part = |(key, words): &(&str, &str)| {
        let value = details.get(*key).map(of_value).filter(|value| !value.is_empty())?;
        Some(format!("{words} {value}").trim().to_owned())
    };
    DETAILS.iter().filter_map(part).collect::<Vec<_>>().join(", ")
}

fn of_value(value: &Value) -> String {
    match value {
        Value::String(text) if uuid::Uuid::parse_str(text).is_ok() => String::new(),
        Value::String(text) => in_words(text),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => values
            .iter()
            .take(5)
            .map(of_value)
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        Value::Null | Value::Bool(_) | Value::Object(_) => String::new(),
    }
}

/// Codes of roles, settings and days in words; anything else as it stands.
fn in_words(code: &str) -> String {
    if let Ok(role) = domain::access::Role::from_code(code) {
        return role.russian().to_owned();
    }
    if let Some(setting) = app::settings::SettingName::from_code(code) {
        return format!("«{}»", setting.russian());
    }
    match code {
        "day-off" => "выходной".to_owned(),
        "working" => "рабочий".to_owned(),
        other => crate::pieces::day_words(other),
    }
}
