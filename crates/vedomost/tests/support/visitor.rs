//! A visitor without a browser: keeps cookies, says where its forms come from, follows nothing by itself.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::form::Form;

pub struct Visitor {
    client: reqwest::Client,
    authority: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

pub struct Answer {
    pub status: u16,
    pub content_type: String,
    /// Every header but the moment of the answer.
    pub headers: BTreeMap<String, String>,
    /// Where a redirect leads; empty for none.
    pub location: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The page without its tags, no-break spaces as ordinary ones.
    pub fn words(&self) -> String {
        let mut words = String::new();
        for piece in self.text().split('<') {
            words.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
            words.push(' ');
        }
        words
            .replace("&nbsp;", " ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The form that posts to `action`.
    pub fn form(&self, action: &str) -> Form {
        Form::find(&self.text(), action).unwrap_or_else(|| panic!("no form to {action}: {}", self.words()))
    }
}

impl Visitor {
    pub fn at(authority: &str) -> Self {
        Self {
            client: client(),
            authority: authority.to_owned(),
            cookies: Mutex::default(),
        }
    }

    /// The same person, still signed in, after the server came back at another address.
    pub fn moved_to(&self, authority: &str) -> Self {
        Self {
            client: client(),
            authority: authority.to_owned(),
            cookies: Mutex::new(self.cookies.lock().unwrap().clone()),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(self.address(path))).await.unwrap()
    }

    /// The page; anything but a whole answer ends the test.
    pub async fn page(&self, path: &str) -> Answer {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.words());
        answer
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.try_post(path, fields).await.unwrap()
    }

    /// As [`Visitor::post`]; an error when the server went away meanwhile.
    pub async fn try_post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, reqwest::Error> {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = self
            .client
            .post(self.address(path))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        self.send(request).await
    }

    /// Sends a form as a browser would.
    pub async fn submit(&self, form: &Form) -> Answer {
        self.try_submit(form).await.unwrap()
    }

    /// As [`Visitor::submit`]; an error when the server went away meanwhile.
    pub async fn try_submit(&self, form: &Form) -> Result<Answer, reqwest::Error> {
        self.try_post(&form.action, &form.pairs()).await
    }

    /// Sends a form with one file.
    pub async fn upload(&self, form: &Form, file_name: &str, bytes: &[u8]) -> Answer {
        const BOUNDARY: &str = "----------------------------boundary";
        let mut body = Vec::new();
        for (name, value) in form.pairs() {
            let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let request = self
            .client
            .post(self.address(&form.action))
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(body);
        self.send(request).await.unwrap()
    }

    /// Signs in as a person does.
    pub async fn sign_in(&self, login: &str, password: &str) -> Answer {
        self.post("/sign-in", &[("login", login), ("password", password), ("next", "")])
            .await
    }

    fn address(&self, path: &str) -> String {
        format!("http://{}{path}", self.authority)
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
        let request = request
            .header("origin", format!("http://{}", self.authority))
            .header("cookie", self.cookie_line());
        let response = request.send().await?;
        let header = |name: &str| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (content_type, location) = (header("content-type"), header("location"));
        let headers = response.headers().iter().filter(|(name, _)| *name != "date");
        let headers =
            headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let headers = headers.collect();
        for line in response.headers().get_all("set-cookie") {
            self.keep(line.to_str().unwrap());
        }
        Ok(Answer {
            status: response.status().as_u16(),
            content_type,
            headers,
            location,
            body: response.bytes().await?.to_vec(),
        })
    }

    fn cookie_line(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        let pairs = cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    fn keep(&self, line: &str) {
        let pair = line.split(';').next().unwrap_or_default();
        let (name, value) = pair.split_once('=').unwrap();
        let mut cookies = self.cookies.lock().unwrap();
        if line.contains("Max-Age=0") {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

fn client() -> reqwest::Client {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    builder.no_proxy().build().unwrap()
}
