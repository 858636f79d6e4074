//! A line of the log as logfmt: `key=value key="a value"`. Each request writes one.

use std::{
    cell::Cell,
    fmt::{self, Debug, Write},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use humantime::format_rfc3339_seconds;
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    field::RecordFields,
    fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields, format::Writer},
    registry::LookupSpan,
};

use crate::{Context, context::push_hex};

/// As many bytes as a line usually has, and some more.
const USUAL: usize = 256;

/// The last second of the year 9999, after which RFC 3339 has no years.
const LAST_SECOND: u64 = 253_402_300_799;

/// What a second looks like: `2026-11-28T20:15:00`.
type Second = [u8; 19];

thread_local! {
    /// The second of the last line, which many lines share.
    static SECOND: Cell<(u64, Second)> = const { Cell::new((0, *b"1970-01-01T00:00:00")) };
}

/// Events of a service, with the trace that they belong to.
pub(crate) struct Line(pub &'static str);

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = String::with_capacity(USUAL);
        line.push_str("ts=");
        push_time(&mut line, SystemTime::now());
        let metadata = event.metadata();
        line.push_str(match *metadata.level() {
            Level::ERROR => " level=error target=",
            Level::WARN => " level=warn target=",
            Level::INFO => " level=info target=",
            Level::DEBUG => " level=debug target=",
            Level::TRACE => " level=trace target=",
        });
        line.push_str(metadata.target());
        event.record(&mut Pairs(&mut line));
        let scope = context.lookup_current().into_iter();
        for span in scope.flat_map(|leaf| leaf.scope().from_root()) {
            let extensions = span.extensions();
            let fields = extensions.get::<FormattedFields<N>>();
            if let Some(fields) = fields.filter(|fields| !fields.is_empty()) {
                line.push(' ');
                line.push_str(fields);
            }
        }
        line.push_str(" service=");
        line.push_str(self.0);
        if let Some(trace) = Context::current_trace() {
            line.push_str(" trace_id=");
            push_hex(&mut line, trace.to_be_bytes());
        }
        line.push('\n');
        writer.write_str(&line)
    }
}

/// In UTC and to the microsecond, as RFC 3339 has it.
fn push_time(line: &mut String, now: SystemTime) {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (mut second, mut text) = SECOND.get();
    let this = since.as_secs().min(LAST_SECOND);
    if second != this {
        second = this;
        let this = format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(this)).to_string();
        text.copy_from_slice(&this.as_bytes()[..size_of::<Second>()]);
        SECOND.set((second, text));
    }
    push_ascii(line, &text);
    let (mut rest, mut micros) = (since.subsec_micros(), *b".000000Z");
    for digit in micros[1..7].iter_mut().rev() {
        *digit += (rest % 10) as u8;
        rest /= 10;
    }
    push_ascii(line, &micros);
}

fn push_ascii(line: &mut String, text: &[u8]) {
    line.push_str(str::from_utf8(text).unwrap_or_default());
}

/// The fields of a span.
pub(crate) struct Fields;

impl<'a> FormatFields<'a> for Fields {
    fn format_fields<R: RecordFields>(&self, mut writer: Writer<'a>, fields: R) -> fmt::Result {
        let mut pairs = String::new();
        fields.record(&mut Pairs(&mut pairs));
        writer.write_str(pairs.trim_start())
    }
}

/// Each after a space.
struct Pairs<'a>(&'a mut String);

impl Pairs<'_> {
    /// Where the value begins.
    fn key(&mut self, field: &Field) -> usize {
        self.0.push(' ');
        let key = field.name();
        // Nothing in a key can be quoted.
        let wrong = |c: char| u8::try_from(c).is_ok_and(needs_quotes);
        match key.bytes().any(needs_quotes) {
            true => self.0.extend(key.split(wrong)),
            false => self.0.push_str(key),
        }
        self.0.push('=');
        self.0.len()
    }

    fn quote(&mut self, start: usize) {
        if self.0[start..].bytes().any(needs_quotes) {
            let value = self.0.split_off(start);
            self.0.push('"');
            self.0.extend(value.escape_debug());
            self.0.push('"');
        }
    }
}

fn needs_quotes(byte: u8) -> bool {
    byte <= b' ' || matches!(byte, b'=' | b'"')
}

impl Visit for Pairs<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        let start = self.key(field);
        self.0.push_str(value);
        self.quote(start);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let start = self.key(field);
        // Whoever cannot say what it is leaves its place empty.
        let _ = write!(self.0, "{value:?}");
        self.quote(start);
    }
}
