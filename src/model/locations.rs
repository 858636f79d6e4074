//! Where the elements of a `.proto` are written, and what its comments say of them; each by its path in
//! the file's descriptor.

use std::ops::Range;

use prost_types::{SourceCodeInfo, source_code_info::Location};

#[derive(Clone, Debug)]
pub struct Locations {
    /// As the compiler wants them.
    pub info: SourceCodeInfo,
    /// Their indices, sorted by their paths.
    by_path: Vec<usize>,
    /// Where each line of the text begins, in bytes.
    lines: Vec<usize>,
}

impl Locations {
    /// Those of a text that begins at `base`.
    pub(super) fn new(info: SourceCodeInfo, text: &str, base: usize) -> Self {
        let mut by_path: Vec<usize> = (0..info.location.len()).collect();
        by_path.sort_by(|a, b| info.location[*a].path.cmp(&info.location[*b].path));
        Self { info, by_path, lines: line_starts(text, base).collect() }
    }

    fn get(&self, path: &[i32]) -> Option<&Location> {
        let at = self.by_path.partition_point(|at| *self.info.location[*at].path < *path);
        let found = &self.info.location[*self.by_path.get(at)?];
        (found.path == path).then_some(found)
    }

    /// In bytes; protox counts lines and columns from 0, columns in bytes.
    pub(super) fn span(&self, path: &[i32]) -> Option<Range<usize>> {
        let offset = |line: i32, column: i32| self.lines[line as usize] + column as usize;
        match self.get(path)?.span[..] {
            [line, start, end] => Some(offset(line, start)..offset(line, end)),
            [first, start, last, end] => Some(offset(first, start)..offset(last, end)),
            _ => None,
        }
    }

    /// The comment in front of an element, or behind it on its line.
    pub(super) fn docs(&self, path: &[i32]) -> Vec<String> {
        self.get(path).map_or_else(Vec::new, docs)
    }
}

/// The same of a file of which nothing else is asked.
pub(super) fn docs_in(info: &SourceCodeInfo, path: &[i32]) -> Vec<String> {
    info.location.iter().find(|location| location.path == path).map_or_else(Vec::new, docs)
}

fn docs(location: &Location) -> Vec<String> {
    let comment = location.leading_comments.as_deref().or(location.trailing_comments.as_deref());
    let line = |line: &str| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned();
    comment.map(|text| text.trim_end().lines().map(line).collect()).unwrap_or_default()
}

/// Where the lines of a text begin, if it begins at `base`.
pub(super) fn line_starts(text: &str, base: usize) -> impl Iterator<Item = usize> {
    std::iter::once(base).chain(text.match_indices('\n').map(move |(at, _)| base + at + 1))
}
