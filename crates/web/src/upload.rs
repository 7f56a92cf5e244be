//! Forms with files. The hidden fields stand before the file, so a file is not read before the token was found right.

use app::AppError;
use app::import::StoredFile;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;

use crate::failure::{Failure, UPLOAD_LIMIT_WORDS};
use crate::forms::{Fields, verified};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// A form with files of a signed-in person whose token fits the session.
pub struct VerifiedUpload {
    /// Who sent it; `request.idempotency_key` is the form's.
    pub signed_in: SignedInRequest,
    /// The fields that are no files.
    pub fields: Fields,
    /// The files, empty ones (nothing chosen) left out.
    pub files: Vec<UploadedFile>,
}

/// One file as it came.
pub struct UploadedFile {
    /// Name of the form's field.
    pub field: String,
    /// The name the sender's computer gives it; for people, never for a path.
    pub name: String,
    /// Where its content was kept while it came: it is never whole in memory.
    pub stored: StoredFile,
}

impl FromRequest<Staff> for VerifiedUpload {
    type Rejection = Failure;

    async fn from_request(request: Request, staff: &Staff) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let mut signed_in = SignedInRequest::from_request_parts(&mut parts, staff).await?;
        let mut form = Multipart::from_request(Request::from_parts(parts, body), staff)
            .await
            .map_err(|_| Failure::UnreadableForm)?;
        let mut pairs: Vec<(String, String)> = Vec::new();
        let mut files = Vec::new();
        let mut is_verified = false;
        while let Some(field) = form.next_field().await.map_err(refusal)? {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                None => pairs.push((name, field.text().await.map_err(refusal)?)),
                Some(file_name) => {
                    if !is_verified {
                        signed_in = verified_by(&pairs, signed_in)?;
                        is_verified = true;
                    }
                    files.extend(keep_file(staff, &signed_in, (name, file_name), field).await?);
                }
            }
        }
        if !is_verified {
            signed_in = verified_by(&pairs, signed_in)?;
        }
        Ok(Self {
            signed_in,
            fields: Fields::from(pairs),
            files,
        })
    }
}

fn verified_by(pairs: &[(String, String)], signed_in: SignedInRequest) -> Result<SignedInRequest, Failure> {
    let fields = Fields::from(pairs.to_vec());
    verified(signed_in, fields.one("csrf"), fields.one("idempotency_key"))
}

async fn keep_file(
    staff: &Staff,
    signed_in: &SignedInRequest,
    (field, name): (String, String),
    mut content: Field<'_>,
) -> Result<Option<UploadedFile>, Failure> {
    let first = content.chunk().await.map_err(refusal)?.unwrap_or_default();
    if name.is_empty() && first.is_empty() {
        // Nothing was chosen.
        return Ok(None);
    }
    let mut incoming = staff.app.receive_upload(&signed_in.request).await?;
    incoming.append(&first).await.map_err(AppError::from)?;
    while let Some(piece) = content.chunk().await.map_err(refusal)? {
        incoming.append(&piece).await.map_err(AppError::from)?;
    }
    let stored = incoming.finish().await.map_err(AppError::from)?;
    Ok(Some(UploadedFile { field, name, stored }))
}

fn refusal(error: MultipartError) -> Failure {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge(UPLOAD_LIMIT_WORDS),
        _ => Failure::UnreadableForm,
    }
}
