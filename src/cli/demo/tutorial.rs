//! The bug tracker as its user makes it: kit's commands, and the lines that he writes between
//! them. `kit demo` plays these steps, and the test of `generated-example/` replays them.

pub enum Step {
    /// A command line of kit's, without `kit`.
    Kit(&'static [&'static str]),
    /// In `file`, `from` stands once; the user writes `to` instead.
    Edit { file: &'static str, from: &'static str, to: &'static str },
    /// A file of the user's own.
    Write { file: &'static str, text: &'static str },
}

use Step::{Edit, Kit, Write};

const NO_METHODS: &str = "    // Add your methods here, such as:
    // async fn create(&self, email: String) -> Result<(), Error>;
";

pub const BUG_TRACKER: &[Step] = &[
    // notificator: gRPC, answers with the id of an e-mail that it does not send.
    Kit(&["new", "service", "notificator"]),
    Edit {
        file: "notificator/src/service.rs",
        from: NO_METHODS,
        to: "    async fn send_email(&self, email: String, content: String) -> Result<String, Error>;\n",
    },
    Kit(&["generate", "service", "notificator", "--transport", "grpc"]),
    Edit { file: "notificator/proto/notificator.proto", from: "string value = 1;", to: "string id = 1;" },
    Kit(&["generate", "service", "notificator"]),
    Edit {
        file: "notificator/Cargo.toml",
        from: "trait-variant = { workspace = true }\n",
        to: "trait-variant = { workspace = true }\nuuid = { version = \"1\", features = [\"v4\"] }\n",
    },
    Edit {
        file: "notificator/src/service.rs",
        from: "        let _ = (email, content);
        Err(Error::unimplemented(\"send_email is not implemented yet\"))
",
        to: "        // A real notificator would send them.
        let _ = (email, content);
        Ok(uuid::Uuid::new_v4().to_string())
",
    },
    // bugs: HTTP.
    Kit(&["new", "service", "bugs"]),
    Edit {
        file: "bugs/src/service.rs",
        from: NO_METHODS,
        to: "    async fn create(&self, bug: String) -> Result<(), Error>;\n",
    },
    Kit(&["generate", "service", "bugs"]),
    Edit {
        file: "bugs/src/service.rs",
        from: "        let _ = bug;
        Err(Error::unimplemented(\"create is not implemented yet\"))
",
        to: "        tracing::info!(bug, \"bug created\");\n        Ok(())\n",
    },
    // users: HTTP, asks notificator to greet each new user.
    Kit(&["new", "service", "users"]),
    Edit {
        file: "users/src/service.rs",
        from: NO_METHODS,
        to: "    async fn create(&self, email: String) -> Result<(), Error>;\n",
    },
    Kit(&["generate", "service", "users"]),
    Kit(&["generate", "client", "notificator", "--for", "users"]),
    Edit {
        file: "users/src/service.rs",
        from: "        let _ = email;
        Err(Error::unimplemented(\"create is not implemented yet\"))
",
        to: "        let content = \"Hi! Thank you for registration...\".to_owned();
        let id = self.notificator.send_email(email, content).await?;
        tracing::info!(id, \"email sent\");
        Ok(())
",
    },
    Write { file: "users/tests/create.rs", text: include_str!("../../../templates/demo/create.rs") },
    // What users and bugs answer over HTTP, for who calls them.
    Kit(&["generate", "openapi"]),
    // Containers for all of them.
    Kit(&["generate", "docker"]),
];
