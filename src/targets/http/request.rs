//! A request that is spread over path, query and body, or whose answer has a status of its own.

use crate::{
    model::{Method, Param, Service, names, route::Carried, types::Type},
    plan::format::{self, Link},
    targets::rust,
};

/// The `impl` of platform's `OverHttp`.
pub(super) struct Request {
    pub name: String,
    pub implementation: String,
    /// The struct of the fields in the body, if they are not the whole request.
    pub body: Option<Body>,
    pub body_type: String,
    /// The constant of the status, if it is not 200.
    pub status: Option<&'static str>,
    pub to_http: Vec<String>,
    pub signature: String,
    pub from_http: String,
}

pub(super) struct Body {
    pub name: String,
    pub fields: Vec<String>,
    pub json: String,
}

impl Request {
    pub(super) fn has_body(&self) -> bool {
        self.body_type != "()"
    }
}

/// What is in the body: all of the request, one parameter of it, some, or nothing.
enum Content<'a> {
    Nothing,
    Whole,
    One(&'a Param),
    Some(String),
}

fn content<'a>(service: &Service, method: &'a Method) -> Content<'a> {
    if let Some(param) = method.carried(Carried::Body).next() {
        return Content::One(param);
    }
    match method.carried(Carried::Field).count() {
        _ if method.is_json() => Content::Whole,
        0 => Content::Nothing,
        _ => Content::Some(rust::free_type(service, &format!("{}Body", names::method_pascal(&method.name)))),
    }
}

/// The types that a body of its own mentions.
pub(super) fn in_body(method: &Method) -> impl Iterator<Item = &Type> {
    let in_url = method.params.len() > method.carried(Carried::Field).count();
    let fields = method.carried(Carried::Field).filter(move |_| in_url);
    method.carried(Carried::Body).chain(fields).map(|param| &param.ty)
}

pub(super) fn request(service: &Service, method: &Method) -> Request {
    let name = method.request();
    let content = content(service, method);
    let body_type = match &content {
        Content::Nothing => "()".to_owned(),
        Content::Whole => "Json<Self>".to_owned(),
        Content::One(param) => format!("Json<{}>", param.ty.rust()),
        Content::Some(body) => format!("Json<{body}>"),
    };
    let in_url = method.carried(Carried::Path).chain(method.carried(Carried::Query)).next().is_some();
    let url = if in_url { "url" } else { "_" };
    let argument = match &content {
        Content::Nothing => "_: ()",
        _ => "Json(body): Self::Body",
    };
    let body = match &content {
        Content::Some(name) => {
            let field = |param: &Param| format::field(4, &format!("pub {}", param.name), &param.ty.rust());
            Some(Body {
                name: name.clone(),
                fields: method.carried(Carried::Field).map(field).collect(),
                json: rust::json_object(name, method.carried(Carried::Field)),
            })
        }
        _ => None,
    };
    Request {
        implementation: format::implementation("impl OverHttp", &name),
        name,
        body,
        body_type,
        status: Some(method.route.status).filter(|status| status.code != 200).map(|status| status.constant),
        to_http: to_http(method, &content),
        signature: format::signature(
            4,
            "fn from_http",
            &[format!("{url}: &UrlParams"), argument.to_owned()],
            " -> Result<Self, Error>",
        ),
        from_http: from_http(method, &content),
    }
}

/// `HttpCall::put("/bugs/{id}").path("id", &self.id)…`
fn to_http(method: &Method, content: &Content) -> Vec<String> {
    let in_url = |carried: Carried, link: &'static str| {
        method.carried(carried).map(move |param| {
            let name = names::field_name(&param.name);
            Link::call(link, &[format!("\"{name}\""), format!("&self.{}", param.name)])
        })
    };
    let mut links: Vec<Link> = in_url(Carried::Path, "path").chain(in_url(Carried::Query, "query")).collect();
    let mut lines = Vec::new();
    let json = match content {
        Content::Nothing => None,
        Content::Whole => Some("&self".to_owned()),
        Content::One(param) => Some(format!("&self.{}", param.name)),
        Content::Some(name) => {
            let field = |param: &Param| format!("{0}: self.{0}", param.name);
            let fields: Vec<String> = method.carried(Carried::Field).map(field).collect();
            lines.push(format::literal(8, "let body = ", name, &fields, ";"));
            Some("&body".to_owned())
        }
    };
    links.extend(json.map(|json| Link::call("json", &[json])));
    let constructor = format!("HttpCall::{}", method.route.verb.item());
    let root = format::call_with_text(8, &constructor, &method.route.path);
    lines.push(format::chain(8, "", &root, &links, ""));
    lines
}

/// `Ok(Self { id: url.path("id")?, title: body.title })`
fn from_http(method: &Method, content: &Content) -> String {
    if let Content::Whole = content {
        return "Ok(body)".to_owned();
    }
    let field = |(param, carried): (&Param, &Carried)| {
        let name = names::field_name(&param.name);
        let read = |link: &str| {
            let link = Link::plain(&format!(".{link}(\"{name}\")?"));
            format::chain(12, &format!("{}: ", param.name), "url", &[link], "")
        };
        match carried {
            Carried::Path => read("path"),
            Carried::Query => read("query"),
            Carried::Field => format!("{0}: body.{0}", param.name),
            Carried::Body => format!("{}: body", param.name),
        }
    };
    let fields: Vec<String> = method.params.iter().zip(&method.route.carried).map(field).collect();
    format::literal(8, "Ok(", "Self", &fields, ")")
}
