//! The recipient's confirmation.

use axum::extract::State;
use axum::response::Response;
use regulations::russian::count;
use ui::page::Flash;
use uuid::Uuid;

use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::notice::see_other_with;
use crate::pieces::parse_id;
use crate::staff::Staff;

/// POST `/statements/receive`: `statement` once or more.
pub async fn receive(State(staff): State<Staff>, form: VerifiedForm<Fields>) -> Result<Response, Failure> {
    let ids = form
        .fields
        .all("statement")
        .map(parse_id)
        .collect::<Result<Vec<Uuid>, Failure>>()?;
    let back = if let [only] = ids.as_slice() {
        format!("/statements/{only}")
    } else {
        "/statements".to_owned()
    };
    let received = staff
        .app
        .receive(&form.signed_in.request, &ids)
        .await
        .map_err(|error| Failure::from(error).back_to(back.clone()))?;
    let text = match received {
        1 => "Получение подтверждено: строки ведомости открыты.".to_owned(),
        many => format!(
            "Получение подтверждено: {}.",
            count(many, "ведомость", "ведомости", "ведомостей")
        ),
    };
    Ok(see_other_with(&staff, &back, &Flash::done(text)))
}
