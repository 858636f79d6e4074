//! The struct that implements the service gets a field for the client, and its constructor a parameter.

use proc_macro2::Span;
use syn::{
    Expr, ExprStruct, Fields, FieldsNamed, Generics, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct,
    PathArguments, Stmt, Type,
    punctuated::{Pair, Punctuated},
    spanned::Spanned,
};

use super::{Client, edits, imports, indent};
use crate::{
    diagnostic::{Diagnostic, Source},
    model::{impls, syntax::Text, uses::Tokens},
    plan::{edit::Edit, format},
};

/// The edits of the file that has the struct; `None` if it does not have it, none if it has the client.
pub fn implementation(source: &Source, client: &Client) -> Result<Option<Vec<Edit>>, Diagnostic> {
    let name = client.caller.basic_name();
    if !source.text.contains(&name) {
        return Ok(None);
    }
    let tokens = Tokens::of(source)?;
    let mut found = false;
    let made = edits(source, |text, items| {
        let this = Implementation { text, items, tokens: &tokens, client, name };
        let item = items.iter().find_map(|item| match item {
            Item::Struct(item) if item.ident == this.name => Some(item),
            _ => None,
        });
        found = item.is_some();
        item.map_or(Ok(Vec::new()), |item| this.edits(item))
    })?;
    Ok(found.then_some(made))
}

struct Implementation<'a> {
    text: &'a Text,
    items: &'a [Item],
    tokens: &'a Tokens,
    client: &'a Client<'a>,
    /// `BasicUsersService`
    name: String,
}

impl Implementation<'_> {
    fn edits(&self, item: &ItemStruct) -> Result<Vec<Edit>, Diagnostic> {
        let (field, wanted) = (self.client.name(), self.client.of.trait_name());
        if let Some(there) =
            item.fields.iter().find(|there| there.ident.as_ref().is_some_and(|ident| *ident == field))
        {
            if !self.tokens.word(&wanted).is_empty() || !self.tokens.crate_name(&field).is_empty() {
                return Ok(Vec::new());
            }
            let error = self.text.error(
                format!("`{}` has a field `{field}` already", self.name),
                there,
                "not a client",
            );
            return Err(error.help("rename it, and run kit again"));
        }
        let blocks = self.blocks();
        let is_service = |block: &&ItemImpl| is_of(block, &self.client.caller.trait_name());
        if let Some(clause) = &item.generics.where_clause {
            return Err(self.refuse(item, clause));
        }
        if !blocks.iter().any(is_service) {
            return Err(self.refuse(item, &item.ident));
        }
        let parameter = self.parameter();
        let mut edits = parameter_after(self.text, &item.generics, item.ident.span(), &parameter);
        let constructor = blocks.iter().find_map(|block| constructor(block));
        match (&item.fields, constructor) {
            (Fields::Unit, None) => edits.push(self.new_fields(item, &parameter)),
            (Fields::Named(fields), None) if fields.named.is_empty() => {
                edits.push(self.new_fields(item, &parameter));
            }
            (Fields::Named(fields), Some((function, literal))) => {
                edits.extend(self.more_fields(fields, &parameter));
                edits.extend(self.constructor(function, literal, &parameter));
            }
            _ => return Err(self.refuse(item, &item.fields)),
        }
        for block in &blocks {
            let bound = if is_service(block) { format!("{parameter}: {wanted}") } else { parameter.clone() };
            edits.extend(parameter_after(self.text, &block.generics, block.impl_token.span, &bound));
            edits.extend(self.argument(block, &parameter));
        }
        edits.extend(imports::add(self.text, self.items, &field, &[&wanted]));
        Ok(edits)
    }

    /// The impls of the struct, whatever they implement.
    fn blocks(&self) -> Vec<&ItemImpl> {
        let blocks = self.items.iter().filter_map(|item| match item {
            Item::Impl(block) => Some(block),
            _ => None,
        });
        blocks.filter(|block| impls::name_of(block).as_ref() == Some(&self.name)).collect()
    }

    /// A name for the client's type that means nothing yet.
    fn parameter(&self) -> String {
        let whole = self.client.of.proto_service();
        let short = whole.get(..1).unwrap_or("C").to_owned();
        let numbered = (1..).map(|number| format!("{short}{number}"));
        let mut names = [short.clone(), whole].into_iter().chain(numbered);
        names.find(|name| self.tokens.word(name).is_empty()).expect("there are more numbers than words")
    }

    /// The braces of a struct without fields, and a constructor behind them.
    fn new_fields(&self, item: &ItemStruct, parameter: &str) -> Edit {
        let (field, name) = (self.client.name(), &self.name);
        let struct_body = format!("{{\n    {field}: {parameter},\n}}");
        let constructor = format!(
            "impl<{parameter}> {name}<{parameter}> {{\n    pub fn new({field}: {parameter}) -> Self {{\n        \
             Self {{ {field} }}\n    }}\n}}"
        );
        let end = self.text.span(item).end;
        let start = match &item.fields {
            Fields::Named(fields) => self.text.span(&fields.brace_token.span.open()).start,
            _ => item.semi_token.map_or(end, |semi| self.text.span(&semi).start),
        };
        let blank = if self.source()[..start].ends_with(' ') { "" } else { " " };
        Edit::replace(start..end, format!("{blank}{struct_body}\n\n{constructor}"))
    }

    fn more_fields(&self, fields: &FieldsNamed, parameter: &str) -> Vec<Edit> {
        let added = format!("{}: {parameter}", self.client.name());
        appended(self.text, &fields.named, fields.brace_token.span.close(), &added)
    }

    fn constructor(&self, function: &ImplItemFn, literal: &ExprStruct, parameter: &str) -> Vec<Edit> {
        let field = self.client.name();
        let parameters = function.sig.paren_token.span.close();
        let added = format!("{field}: {parameter}");
        let mut edits = appended(self.text, &function.sig.inputs, parameters, &added);
        let span = self.text.span(literal);
        if self.source()[span.clone()].contains('\n') {
            edits.extend(appended(self.text, &literal.fields, literal.brace_token.span.close(), &field));
            return edits;
        }
        let written = |value| self.source()[self.text.span(value)].to_owned();
        let fields: Vec<String> = literal.fields.iter().map(written).chain([field]).collect();
        let name = self.source()[self.text.span(&literal.path)].to_owned();
        let blanks = indent(self.source(), span.start).len();
        edits.push(Edit::replace(span, format::literal(blanks, "", &name, &fields, "")));
        edits
    }

    /// The type that a block is for takes one parameter more.
    fn argument(&self, block: &ItemImpl, parameter: &str) -> Vec<Edit> {
        let Type::Path(path) = &*block.self_ty else { return Vec::new() };
        let Some(last) = path.path.segments.last() else { return Vec::new() };
        match &last.arguments {
            PathArguments::AngleBracketed(arguments) => {
                appended(self.text, &arguments.args, arguments.gt_token.span, parameter)
            }
            _ => {
                let end = self.text.span(&last.ident).end;
                vec![Edit::replace(end..end, format!("<{parameter}>"))]
            }
        }
    }

    fn source(&self) -> &str {
        &self.text.source.text
    }

    fn refuse(&self, item: &ItemStruct, place: &impl Spanned) -> Diagnostic {
        let (field, parameter) = (self.client.name(), self.parameter());
        let title = format!("kit cannot give `{}` the client by itself", self.name);
        let label = "it is not as kit writes it: a unit struct, or one with fields and a function `new` that sets them";
        let span = self.text.span(place);
        let span = if span.is_empty() { self.text.span(&item.ident) } else { span };
        Diagnostic::error(title).at(&self.text.source, span, label).help(format!(
            "write into it `{field}: {parameter}`, with `impl<{parameter}: {field}::{}>`, and run kit again",
            self.client.of.trait_name()
        ))
    }
}

fn is_of(block: &ItemImpl, trait_name: &str) -> bool {
    let last = block.trait_.as_ref().and_then(|(path, _)| path.segments.last());
    last.is_some_and(|last| last.ident == trait_name)
}

/// `fn new(…) -> Self { Self { … } }`
fn constructor(block: &ItemImpl) -> Option<(&ImplItemFn, &ExprStruct)> {
    let found = block.items.iter().find_map(|item| match item {
        ImplItem::Fn(function) if function.sig.ident == "new" => Some(function),
        _ => None,
    });
    let function = found.filter(|_| block.trait_.is_none())?;
    match function.block.stmts.last()? {
        Stmt::Expr(Expr::Struct(literal), None) if literal.rest.is_none() => Some((function, literal)),
        _ => None,
    }
}

/// One type parameter more, behind `after` if there are none.
fn parameter_after(text: &Text, generics: &Generics, after: Span, parameter: &str) -> Vec<Edit> {
    match &generics.gt_token {
        Some(close) => appended(text, &generics.params, close.span, parameter),
        None => {
            let end = text.span(&after).end;
            vec![Edit::replace(end..end, format!("<{parameter}>"))]
        }
    }
}

/// One more at the end of a list, which `close` ends: on a line of its own if the last one has one, and
/// behind what a comment says of that.
fn appended<T: Spanned, P: Spanned>(
    text: &Text,
    list: &Punctuated<T, P>,
    close: Span,
    added: &str,
) -> Vec<Edit> {
    let insert = |at: usize, text: String| Edit::replace(at..at, text);
    let close = text.span(&close).start;
    let (value, comma) = match list.pairs().next_back() {
        None => return vec![insert(close, added.to_owned())],
        Some(Pair::Punctuated(value, comma)) => (text.span(value), Some(text.span(comma).end)),
        Some(Pair::End(value)) => (text.span(value), None),
    };
    let source = &text.source.text;
    let end = comma.unwrap_or(value.end);
    let before = comma.is_none().then(|| insert(end, ",".to_owned()));
    let new = match source[end..close].find('\n') {
        None => insert(end, format!(" {added}")),
        Some(line) => {
            let rest = source[end..end + line].trim_end();
            let is_comment = rest.trim_start().starts_with("//");
            let at = if is_comment { end + rest.len() } else { end };
            insert(at, format!("\n{}{added},", indent(source, value.start)))
        }
    };
    before.into_iter().chain([new]).collect()
}
