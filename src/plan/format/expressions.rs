//! Calls, chains of calls and struct literals.

use super::{WIDTH, a_line_each, fill, fits, width};

/// rustfmt's `chain_width`, and its `fn_call_width`.
const CHAIN: usize = 60;
const CALL: usize = 60;
/// rustfmt's `struct_lit_width`: of the fields alone.
const STRUCT: usize = 18;
/// rustfmt's `short_array_element_width_threshold`, which it goes by for arguments too.
const SHORT: usize = 10;

/// `before name { fields } after`, the fields on one line if they are short.
pub fn literal(indent: usize, before: &str, name: &str, fields: &[String], after: &str) -> String {
    if fields.is_empty() {
        return format!("{before}{name} {{}}{after}");
    }
    let inner = fields.join(", ");
    let line = format!("{before}{name} {{ {inner} }}{after}");
    if width(&inner) <= STRUCT && fits(indent, &line) {
        return line;
    }
    format!("{before}{name} {{\n{}{}}}{after}", a_line_each(indent + 4, fields), " ".repeat(indent))
}

/// `before name(args)after`, the arguments on one line if they are short; a tuple has no name.
pub fn call(indent: usize, before: &str, name: &str, args: &[&str], after: &str) -> String {
    let inner = args.join(", ");
    let line = format!("{before}{name}({inner}){after}");
    if width(&inner) <= CALL && fits(indent + comma(before), &line) {
        return line;
    }
    // Not even the name fits behind the field's.
    if before.ends_with(": ") && !fits(indent, &format!("{before}{name}")) {
        let below = call(indent + 4, "", name, args, &format!("{after},"));
        let below = below.strip_suffix(',').unwrap_or(&below);
        return format!("{}\n{}{below}", before.trim_end(), " ".repeat(indent + 4));
    }
    format!("{before}{name}(\n{}{}){after}", arguments(indent + 4, args), " ".repeat(indent))
}

/// `name("text")`: a lone text goes on its own line only where it has to.
pub fn call_with_text(indent: usize, name: &str, text: &str) -> String {
    let line = format!("{name}(\"{text}\")");
    if fits(indent, &line) {
        return line;
    }
    let pad = " ".repeat(indent);
    format!("{name}(\n{pad}    \"{text}\",\n{pad})")
}

/// `before outer(inner(argument))`, in which one call may break: the innermost whose name still fits.
pub fn nested(indent: usize, before: &str, names: &[&str], argument: &str) -> String {
    let open = names.join("(") + "(";
    let close = ")".repeat(names.len());
    // What the outermost call holds is its argument.
    let held = format!("{open}{argument}{close}");
    if width(&held) <= CALL + width(names[0]) + 2 && fits(indent + comma(before), &format!("{before}{held}"))
    {
        return format!("{before}{held}");
    }
    let opens = |depth: &usize| fits(indent, &format!("{before}{}(", names[..*depth].join("(")));
    let depth = (1..=names.len()).rev().find(opens).unwrap_or(1);
    let (outer, inner) = names.split_at(depth);
    let inside = inner.iter().map(|name| format!("{name}(")).collect::<String>() + argument;
    let (open, inside) = (outer.join("("), inside + &")".repeat(inner.len()));
    let (pad, end) = (" ".repeat(indent + 4), " ".repeat(indent));
    format!("{before}{open}(\n{pad}{inside},\n{end}{}", ")".repeat(depth))
}

/// `outer(name(args))`, in which the arguments may break; a tuple has no name.
pub fn wrapped(indent: usize, outer: &str, name: &str, args: &[String]) -> String {
    let inner = match args {
        [one] if name.is_empty() => format!("({one},)"),
        args => format!("{name}({})", args.join(", ")),
    };
    let line = format!("{outer}({inner})");
    if width(&inner) <= CALL && fits(indent, &line) {
        return line;
    }
    format!("{outer}({name}(\n{}{}))", arguments(indent + 4, args), " ".repeat(indent))
}

/// `name(parts)` as a pattern, on one line if it fits; a tuple has no name.
pub fn pattern(indent: usize, name: &str, parts: &[String]) -> String {
    let inner = match parts {
        [one] if name.is_empty() => format!("{one},"),
        parts => parts.join(", "),
    };
    let line = format!("{name}({inner})");
    if fits(indent, &line) {
        return line;
    }
    format!("{name}(\n{}{})", a_line_each(indent + 4, parts), " ".repeat(indent))
}

/// `let (parts) = value;`
pub fn let_tuple(indent: usize, parts: &[String], value: &str) -> String {
    // The `let` in front, the `=` behind.
    let pattern = pattern(indent + 6, "", parts).replace(&format!("\n{}", " ".repeat(6)), "\n");
    let line = format!("let {pattern} = {value};");
    let last = line.lines().last().unwrap_or_default().len();
    if last == line.len() && !fits(indent, &line) {
        return format!("let {pattern} =\n{}{value};", " ".repeat(indent + 4));
    }
    line
}

/// `pattern => body,` of a match; what does not fit goes into a block.
pub fn arm(indent: usize, pattern: &str, body: &str) -> String {
    if fits_arm(indent, pattern, body) {
        return format!("{pattern} => {body},");
    }
    let (pad, end) = (" ".repeat(indent + 4), " ".repeat(indent));
    format!("{pattern} => {{\n{pad}{body}\n{end}}}")
}

/// Whether pattern and body stand on one line, or the body beside the end of the pattern.
pub fn fits_arm(indent: usize, pattern: &str, body: &str) -> bool {
    let last = pattern.lines().last().unwrap_or_default().trim_start();
    let argument = body.find('(').map_or(0, |at| width(body) - at - 2);
    argument <= CALL && fits(indent, &format!("{last} => {body},"))
}

/// The value of a field has a comma after it.
fn comma(before: &str) -> usize {
    usize::from(before.ends_with(": "))
}

/// An argument a line; short names fill lines.
fn arguments(indent: usize, args: &[impl AsRef<str>]) -> String {
    let simple = |arg: &str| !arg.contains(['(', '"']) && width(arg) <= SHORT;
    if args.iter().all(|arg| simple(arg.as_ref())) {
        fill(indent, args) + "\n"
    } else {
        a_line_each(indent, args)
    }
}

/// One `.name(args)` or `.await?` of a chain.
#[derive(Clone)]
pub enum Link {
    Plain(String),
    Call(String, Vec<String>),
}

/// `before root.links after`: on one line if the chain is short, else a link a line.
pub fn chain(indent: usize, before: &str, root: &str, links: &[Link], after: &str) -> String {
    let Some((last, others)) = links.split_last() else { return format!("{before}{root}{after}") };
    // Links stand below the last line of a root that takes several.
    if root.contains('\n') {
        let pad = " ".repeat(indent);
        let links: String = links.iter().map(|link| format!("\n{pad}{}", link.laid_out(indent))).collect();
        return format!("{before}{root}{links}{after}");
    }
    let front: String = others.iter().map(Link::line).collect();
    let room = WIDTH.saturating_sub(indent + width(before) + width(after) + comma(before));
    let room = if others.is_empty() { room } else { room.min(CHAIN) };
    // rustfmt counts the `?` at the end twice, behind a lone link three times.
    let tried = usize::from(last.line().ends_with('?')) * if others.is_empty() { 2 } else { 1 };
    let used = width(root) + width(&front) + tried;
    if others.iter().all(Link::is_short) {
        if last.is_short() && used + width(&last.line()) <= room {
            return format!("{before}{root}{front}{}{after}", last.line());
        }
        let lines = last.lines(indent, used);
        let opens = used + last.line().find('(').map_or(usize::MAX >> 1, |at| at + 1) <= room;
        // The last call's arguments may break if that makes the chain no longer.
        if opens && lines > 1 && (lines >= 5 || last.lines(indent + 4, width(after)) >= lines) {
            return format!("{before}{root}{front}{}{after}", last.broken(indent));
        }
    }
    // A root no wider than an indent keeps its first link beside it.
    let (first, rest) = match links {
        [first, rest @ ..] if before.is_empty() && width(root) <= 4 => (first.line(), rest),
        _ => (String::new(), links),
    };
    let pad = " ".repeat(indent + 4);
    let rest: String = rest.iter().map(|link| format!("\n{pad}{}", link.laid_out(indent + 4))).collect();
    format!("{before}{root}{first}{rest}{after}")
}

impl Link {
    pub fn call(name: &str, args: &[String]) -> Self {
        Self::Call(name.to_owned(), args.to_vec())
    }

    pub fn plain(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }

    fn line(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Call(name, args) => format!(".{name}({})", args.join(", ")),
        }
    }

    /// Its arguments may stand on one line.
    fn is_short(&self) -> bool {
        match self {
            Self::Plain(_) => true,
            Self::Call(_, args) => width(&args.join(", ")) <= CALL,
        }
    }

    /// How many lines it takes behind `column`.
    fn lines(&self, indent: usize, column: usize) -> usize {
        match self {
            Self::Call(_, args) if !self.is_short() || !fits(indent + column, &self.line()) => {
                arguments(indent + 4, args).lines().count() + 2
            }
            _ => 1,
        }
    }

    /// As it stands in a chain of which each link has its line.
    pub fn laid_out(&self, indent: usize) -> String {
        if self.lines(indent, 0) > 1 { self.broken(indent) } else { self.line() }
    }

    fn broken(&self, indent: usize) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Call(name, args) => {
                format!(".{name}(\n{}{})", arguments(indent + 4, args), " ".repeat(indent))
            }
        }
    }
}
