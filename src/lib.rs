//! kit writes, and for the whole life of a service keeps rewriting, everything between its trait
//! and production. This is how it is built.
//!
//! A run is one straight line, each stage a folder:
//!
//! ```text
//! cli ──► workspace ──► model ──► targets ──► plan ──► apply
//! args    read files    parse,    render      change   diff, merge, write
//!                       validate  in memory   set
//! ```
//!
//! Only the two ends touch the disk: `workspace` reads, `apply/write` writes. Everything between
//! is pure: the same input gives the same change set. `--dry-run`, `--diff` and the real run consume
//! one change set, so that they cannot drift apart.
//!
//! | room | what lives there |
//! |---|---|
//! | [`cli`] | arguments, the composition of the stages, the report; `check`, `upgrade`, `dev`, `demo`, `list`, `doctor`, `help` |
//! | [`workspace`] | the snapshot of the files, kit.lock, `[package.metadata.kit]`, every path |
//! | [`model`] | the service: parsed, validated, named; the `.proto` that it has already |
//! | [`targets`] | what is written, a folder a target; `templates/` mirrors them |
//! | [`compare`] | what breaks clients between two versions of a service |
//! | [`refactor`] | what `kit remove`, `kit rename` and `kit generate client` change in the user's sources |
//! | [`plan`] | the change set, edits of texts, the layout of generated Rust |
//! | [`apply`] | what happens to each file by its owner's rules; merging; the only writer |
//! | [`diagnostic`] | errors with their place, cause and help |
//! | [`room`] | the stack that recursive parsers need |
//! | [`threads`] | work side by side |
//!
//! # Invariants
//!
//! - Every output says who owns it, by its type: [`plan::change::Output`].
//! - A user's text is changed by edits of byte spans ([`plan::edit`]): insertions, replacements of entries
//!   that kit put there ([`apply::entries`]), and what he asked for himself ([`plan::change::Asked`]); by a
//!   merge that he asked for ([`apply::three_way`]); and in no other way.
//! - Errors are collected per stage, and a stage with errors is the last: nothing half-written.
//! - Signatures are parsed, bodies are not looked at: kit works while the user's code does not compile.
//! - Names and layouts are decided in the model and the views; templates only print.
//! - Deliberately absent: prompts, global configuration, a formatter over the user's code, files that
//!   one stage writes for another to read.
//!
//! # Who may import whom
//!
//! `cli` uses every stage. `targets` use `model`, `plan` and `workspace::layout`; one target never
//! uses another. `refactor` uses `model` and `plan`; `compare` uses `model`. `model` knows no files.
//! `apply` uses `plan`, `workspace`, and of the model how Rust is read and which `impl` is the
//! service. Nothing uses `cli`.
//! `std::fs` is for `workspace` and `apply/write`, printing for `cli/report.rs`.
//! `tests/architecture.rs` checks all of that.
//!
//! # Adding a target
//!
//! A folder under `src/targets/` with `mod.rs` (which files, who owns them) and `views.rs` (a typed
//! askama struct a template), its mirror under `templates/`, and a line in the list in
//! `targets/mod.rs`. Then `KIT_BLESS=1 cargo test` writes the expected outputs anew: read them.
//!
//! # Changing a template
//!
//! Files that users own follow a template in three ways: untouched ones in the next run, touched ones
//! by `kit upgrade`, and entries of Cargo.toml and docker-compose.yml as long as they are as kit wrote
//! them. `tests/upgrade/` keeps workspaces of older kits: each must come out right.
//!
//! Code that generated crates share belongs into `templates/platform/`, which holds plain Rust files.
//! Its tests are in `tests/runtime/`, a workspace of its own.

pub mod apply;
pub mod cli;
pub mod compare;
pub mod diagnostic;
pub mod model;
pub mod plan;
pub mod refactor;
pub mod room;
pub mod targets;
pub mod threads;
pub mod workspace;
