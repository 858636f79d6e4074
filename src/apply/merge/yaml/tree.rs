//! Where the mappings of a YAML text are, from a lossless syntax tree. Knows nothing of what
//! shall be inserted.

use std::ops::Range;

use yaml_edit::{Mapping, YamlFile, YamlNode};

pub(super) enum Node {
    /// A mapping in block style: the only one that can grow by whole lines.
    Block(Vec<Entry>),
    /// Nothing is written: `services:`, or an empty document.
    Empty,
    /// A scalar, a sequence, an alias, a mapping in flow style.
    Other,
}

pub(super) struct Entry {
    pub key: String,
    /// Of the key, in bytes.
    pub key_span: Range<usize>,
    /// Of the key, counted from 0.
    pub column: usize,
    /// Where the value's last character ends, in bytes.
    pub end: usize,
    pub value: Node,
}

impl Node {
    /// The entries of a block mapping.
    pub(super) fn entries(&self) -> &[Entry] {
        if let Node::Block(entries) = self { entries } else { &[] }
    }
}

/// The root of the first document, and where its content ends.
pub(super) fn parse(text: &str) -> (Node, usize) {
    let Some(document) = YamlFile::parse(text).tree().document() else { return (Node::Empty, 0) };
    if let Some(root) = document.as_mapping() {
        return node(&YamlNode::Mapping(root), text);
    }
    let written = document.as_sequence().is_some()
        || document.as_scalar().is_some_and(|scalar| !scalar.as_string().is_empty());
    let range = document.byte_range();
    (if written { Node::Other } else { Node::Empty }, text[..range.end as usize].trim_end().len())
}

/// A node, and where its content ends: neither a line break nor a comment after it counts.
fn node(node: &YamlNode, text: &str) -> (Node, usize) {
    let range = span(node);
    match node {
        YamlNode::Mapping(mapping) if !mapping.is_flow_style() => {
            let entries = entries(mapping, text);
            let end = entries.last().map_or(range.start, |entry| entry.end);
            (Node::Block(entries), end)
        }
        YamlNode::Sequence(sequence) if !sequence.is_flow_style() => {
            (Node::Other, sequence.values().last().map_or(range.end, |item| self::node(&item, text).1))
        }
        _ => {
            let written = &text[range.clone()];
            let header = written.lines().next().unwrap_or("");
            // A block scalar may keep the blank lines after it (`|+`): then they are content.
            let keeps = header.starts_with(['|', '>']) && header.contains('+');
            let content =
                if keeps { written.strip_suffix('\n').unwrap_or(written) } else { written.trim_end() };
            (if written.is_empty() { Node::Empty } else { Node::Other }, range.start + content.len())
        }
    }
}

fn entries(mapping: &Mapping, text: &str) -> Vec<Entry> {
    let entry = |entry: yaml_edit::MappingEntry| {
        let key = entry.key_node()?;
        let key_span = span(&key);
        let (value, end) = entry.value_node().map_or((Node::Empty, 0), |value| node(&value, text));
        let line_start = text[..key_span.start].rfind('\n').map_or(0, |newline| newline + 1);
        Some(Entry {
            key: key.as_scalar().map(|scalar| scalar.as_string()).unwrap_or_default(),
            column: text[line_start..key_span.start].chars().count(),
            end: end.max(key_span.end),
            key_span,
            value,
        })
    };
    mapping.entries().filter_map(entry).collect()
}

fn span(node: &YamlNode) -> Range<usize> {
    let range = node.byte_range();
    range.start as usize..range.end as usize
}
