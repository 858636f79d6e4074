use super::*;

const USERS: &str = "users:\n  image: users\n  ports:\n    - \"8800:8081\"\n";

fn entry(path: &[&str], key: &str, text: &str) -> YamlWant {
    YamlWant::Entry {
        path: path.iter().map(|key| (*key).to_owned()).collect(),
        key: key.to_owned(),
        text: text.to_owned(),
    }
}

fn users() -> Vec<YamlWant> {
    vec![entry(&["services"], "users", USERS)]
}

/// Inserts, and checks what must hold for every text: nothing but insertions at the places
/// reported, and nothing left to do the second time.
fn merge(text: &str, wants: &[YamlWant]) -> String {
    let source = Source::new("docker-compose.yml", text);
    let made = insertions(&source, wants).unwrap_or_else(|error| panic!("{}", error.render(false)));
    let result = edit::insert(text, &made);

    let mut restored = result.clone();
    for (index, insertion) in made.iter().enumerate().rev() {
        let shift: usize = made[..index].iter().map(|earlier| earlier.text.len()).sum();
        let start = insertion.at + shift;
        assert_eq!(&restored[start..start + insertion.text.len()], insertion.text);
        restored.replace_range(start..start + insertion.text.len(), "");
    }
    assert_eq!(restored, text, "without the insertions the text is the old one");

    let again = insertions(&Source::new("docker-compose.yml", result.as_str()), wants).unwrap();
    assert_eq!(again, [], "a second run inserts nothing");
    result
}

fn refusal(text: &str) -> String {
    insertions(&Source::new("docker-compose.yml", text), &users()).unwrap_err().render(false)
}

#[test]
fn after_the_last_sibling_and_its_comments() {
    let text = "services:\n  bugs:\n    image: bugs # tail\n  # old:\n  #   image: old\n\n# Data.\nvolumes:\n  data:\n";
    insta::assert_snapshot!(merge(text, &users()), @r#"
    services:
      bugs:
        image: bugs # tail
      # old:
      #   image: old

      users:
        image: users
        ports:
          - "8800:8081"

    # Data.
    volumes:
      data:
    "#);
}

#[test]
fn spaced_and_indented_as_the_author_does() {
    let text = "x-common: &common\n    restart: always\n\nservices:\n    a:\n        <<: *common\n\n    b:\n        image: b";
    insta::assert_snapshot!(merge(text, &users()), @r#"
    x-common: &common
        restart: always

    services:
        a:
            <<: *common

        b:
            image: b

        users:
          image: users
          ports:
            - "8800:8081"
    "#);
}

#[test]
fn several_entries_in_several_mappings() {
    let wants = [
        entry(&["services"], "etcd", "etcd:\n  image: etcd\n"),
        entry(&["services"], "users", USERS),
        entry(&["volumes"], "data", "data:\n"),
    ];
    insta::assert_snapshot!(merge("name: tracker\n\nservices:\n", &wants), @r#"
    name: tracker

    services:
      etcd:
        image: etcd

      users:
        image: users
        ports:
          - "8800:8081"

    volumes:
      data:
    "#);
}

#[test]
fn an_entry_that_is_there_is_left_alone() {
    for text in ["services:\n  users: {image: mine}\n", "services: {users: {}}\n", "services:\n  'users':\n"]
    {
        assert_eq!(merge(text, &users()), text);
    }
}

#[test]
fn every_shape_keeps_its_bytes_and_gets_the_entry() {
    let shapes = [
        "",
        "\n",
        "# nothing yet\n",
        "# nothing yet",
        "---\n",
        "services:",
        "services:\n",
        "services: # none yet\n\n",
        "services:\n  # none yet\n",
        "services: &all\n  a: {image: a}\n",
        "services:\n a: {image: a}\n",
        "services:\n  a: {image: a,\n    ports: [1,\n  2]} # tail\nvolumes: {}\n",
        "services:\n  a:\n    ports: [\n      \"1:1\",\n    ]\n    expose: [\n    ]",
        "services:\n  a:\n    command: |\n      # no comment\n      run\n\n\nvolumes:\n",
        "services:\n  a:\n    command: |+\n      run\n\n\nvolumes:\n",
        "services:\n  a:\n    command: >-\n      run\n      fast",
        "services:\n  a:\n    command: run\n      fast\n\n\n\n",
        "services:\n  a:\n    ports:\n    - \"1:1\"\n    - \"2:2\"\n",
        "services:\n  a:\n    image: \"multi\n      line\"\nnetworks:\n",
        "services:\n  a:\n  b:\n\n  # c\n\n\n\nvolumes:\n",
        "\"services\":\n  a: *x\nx-y: &x 1\n".replace("*x", "1").leak(),
        "? services\n: a: {image: a}\n",
        "---\nservices:\n  a: {image: a}\n...\n",
        "%YAML 1.2\n---\nservices:\n  a: {image: a}\n",
        "services:\n  a: {image: a}\t# tab before\n",
        "volumes:\n  data:\n",
        "volumes:\n  data:",
        "services:\n  ü: {image: \"日本\"} # ü\nnamé: x\n",
        "services:\n  a:\n    x: !reset null\n    y: !!str 1\n",
    ];
    for shape in shapes {
        for text in [shape.to_owned(), shape.replace('\n', "\r\n"), format!("\u{feff}{shape}")] {
            let result = merge(&text, &users());
            let value = read(&Source::new("", result.as_str())).unwrap();
            assert_eq!(value["services"]["users"]["ports"][0], "8800:8081", "{result}");
            assert!(!text.contains("\r\n") || !result.replace("\r\n", "").contains('\n'), "{result:?}");
            let open = !text.is_empty() && text != "\u{feff}" && !text.ends_with('\n');
            assert_eq!(!open, result.ends_with('\n'), "{result:?}");
        }
    }
}

#[test]
fn a_mapping_in_flow_style_is_refused_with_the_text_to_add() {
    insta::assert_snapshot!(refusal("services: {a: {image: a}}\n"), @r#"
    error: cannot add to `services`: it is not a mapping in block style
     --> docker-compose.yml:1:1
      |
    1 | services: {a: {image: a}}
      | ^^^^^^^^ an entry can only be added to lines like `key: value`
      |
      = help: add this to `services` by hand:
                users:
                  image: users
                  ports:
                    - "8800:8081"
    "#);
}

#[test]
fn other_values_are_refused() {
    for text in [
        "services: [a]\n",
        "services: ~\n",
        "services: x\n",
        "x: &x {a: 1}\nservices: *x\n",
        "services: {}\n",
    ] {
        assert!(refusal(text).contains("cannot add to `services`"), "{}", refusal(text));
    }
    for text in ["- services\n", "text\n", "{services: {a: 1}}\n"] {
        assert!(refusal(text).contains("by hand"), "{}", refusal(text));
    }
}

#[test]
fn what_would_change_another_value_is_refused() {
    let text = "services: &all\n  a: {image: a}\nx-copy: *all\n";
    insta::assert_snapshot!(refusal(text), @r#"
    error: docker-compose.yml has a shape that kit cannot add to
     --> docker-compose.yml:3:1
      |
    3 | x-copy: *all
      | ^ an entry added here would change what the file says
      |
      = help: add this to `services` by hand:
                users:
                  image: users
                  ports:
                    - "8800:8081"
    "#);
}

#[test]
fn what_is_not_one_document_is_refused() {
    insta::assert_snapshot!(refusal("services:\n  a: 1\n  a: 2\n"), @r#"
    error: cannot read this as one YAML document
     --> docker-compose.yml:2:3
      |
    2 |   a: 1
      |   ^ services: duplicate entry with key "a" at line 2 column 3
      |
      = help: mend it there or in the lines above: `docker-compose config` reads it too
    "#);
    insta::assert_snapshot!(refusal("services:\n\ta: 1\n"), @"
    error: cannot read this as one YAML document
     --> docker-compose.yml:2:1
      |
    2 |     a: 1
      | ^ found character that cannot start any token at line 2 column 1, while scanning for the next token
      |
      = help: mend it there or in the lines above: `docker-compose config` reads it too
    ");
    insta::assert_snapshot!(refusal("services:\n---\nservices:\n"), @"
    error: cannot read docker-compose.yml as one YAML document: deserializing from YAML containing more than one document is not supported
     |
     = help: mend it there or in the lines above: `docker-compose config` reads it too
    ");
    insta::assert_snapshot!(refusal("# größe\nservices:\n  \u{7}: 1\n"), @"
    error: cannot read this as one YAML document
     --> docker-compose.yml:3:3
      |
    3 |   ␇: 1
      |   ^ control characters are not allowed at position 22
      |
      = help: mend it there or in the lines above: `docker-compose config` reads it too
    ");
    insta::assert_snapshot!(refusal("\u{feff}# größe\nservices:\n  a: é\n  a: 2\n"), @r#"
    error: cannot read this as one YAML document
     --> docker-compose.yml:3:3
      |
    3 |   a: é
      |   ^ services: duplicate entry with key "a" at line 3 column 3
      |
      = help: mend it there or in the lines above: `docker-compose config` reads it too
    "#);
    assert!(refusal(&"[".repeat(100_000)).contains("docker-compose.yml:1:1001\n"));
}
