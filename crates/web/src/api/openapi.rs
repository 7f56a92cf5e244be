//! The description of the API for programs, made from the handlers.

use std::sync::LazyLock;

use axum::Json;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi};

/// Collects what the handlers say of themselves.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Ведомость",
        version = "1",
        description = "Ключ выдаёт администратор для одной учётной записи и одного назначения. Каждое действие несёт Idempotency-Key: повтор с тем же ключом и тем же телом даёт тот же ответ и ничего не делает дважды. Моменты — RFC 3339 в UTC, дни — ISO. Ошибки — application/problem+json."
    ),
    paths(
        super::exams::list,
        super::imports::deliver,
        super::imports::show,
        super::imports::wrong_rows,
        super::imports::apply,
        super::statements::list,
        super::statements::show,
        super::statements::receive,
        super::ledgers::list,
        super::ledgers::show,
        super::ledgers::save,
        super::ledgers::hand_in,
        super::obligations::list,
        super::publication::fetch,
    ),
    components(schemas(super::problem::Problem)),
    modifiers(&BearerToken, &UsualProblems),
    security(("token" = []))
)]
struct Description;

struct BearerToken;

impl Modify for BearerToken {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        let components = openapi.components.get_or_insert_with(Default::default);
        components.add_security_scheme("token", scheme);
    }
}

/// What every operation may answer: no token, no right, a request that is not understood.
struct UsualProblems;

impl Modify for UsualProblems {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let content = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name("Problem")))
            .build();
        for item in openapi.paths.paths.values_mut() {
            let operations = [&mut item.get, &mut item.post, &mut item.patch];
            for operation in operations.into_iter().flatten() {
                for (status, words) in [
                    ("401", "No token, or one that does not hold"),
                    ("403", "Another purpose, no right, or no order in force"),
                    ("422", "The request is not understood, or a value is wrong"),
                ] {
                    let answer = ResponseBuilder::new()
                        .description(words)
                        .content("application/problem+json", content.clone());
                    operation
                        .responses
                        .responses
                        .entry(status.to_owned())
                        .or_insert_with(|| RefOr::T(answer.build()));
                }
            }
        }
    }
}

/// GET `/api/openapi.json`.
pub async fn serve() -> Response {
    static ONCE: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(Description::openapi);
    Json(&*ONCE).into_response()
}
