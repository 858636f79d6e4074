//! An error enum of a service's own, over both transports.

use std::{collections::BTreeMap, io};

use accounts::{
    AccountsService, Endpoints,
    errors::{AccountsError, FieldError, Size},
    grpc, http,
    service::Account,
};
use futures_util::StreamExt;
use platform::{Code, Detail, Error, ServiceError, Stream, client::Channel, stream};
use serde_json::{Value, json};

use crate::server::Served;

/// What must never leave the process.
const CANARY: &str = "canary";

pub struct Accounts;

impl AccountsService for Accounts {
    async fn fail(&self, how: u32) -> Result<(), AccountsError> {
        Err(all().remove(how as usize))
    }

    async fn get(&self, name: String) -> Result<Account, AccountsError> {
        match &*name {
            "nobody" => Err(AccountsError::Taken(name)),
            _ => Ok(Account { name }),
        }
    }

    async fn name_of(&self, account: Account) -> Result<String, AccountsError> {
        Ok(self.get(account.name).await?.name)
    }

    async fn usual(&self) -> Result<(), Error> {
        Err(AccountsError::Closed.into_error())
    }

    async fn later(&self) -> Result<(), AccountsError> {
        Err(Error::unimplemented("later").into())
    }

    async fn names(
        &self,
        taken: u64,
    ) -> Result<impl Stream<Item = Result<String, AccountsError>> + Send + 'static, AccountsError>
    {
        let names = (0..taken).map(|number| Ok(number.to_string()));
        let taken = AccountsError::Taken(taken.to_string());
        Ok(stream::iter(names.chain([Err(taken)])))
    }

    async fn watch(
        &self,
        name: String,
    ) -> Result<impl Stream<Item = Result<Account, AccountsError>> + Send + 'static, AccountsError>
    {
        match &*name {
            "nobody" => Err(AccountsError::Taken(name)),
            _ => Ok(stream::iter([Ok(Account { name })])),
        }
    }
}

fn invalid(fields: Vec<FieldError>, r#type: Option<&str>, retry: Option<bool>) -> AccountsError {
    let limits = BTreeMap::from([("least".to_owned(), i64::MIN), ("most".to_owned(), i64::MAX)]);
    AccountsError::Invalid {
        fields,
        limits,
        r#type: r#type.map(str::to_owned),
        retry,
    }
}

fn all() -> Vec<AccountsError> {
    let canary = || io::Error::other(CANARY);
    let field = FieldError {
        field: "e-mail \"ü\" 🦀".to_owned(),
        why: "null".to_owned(),
    };
    vec![
        AccountsError::NotFound {
            id: uuid::Uuid::from_u128(7),
        },
        AccountsError::Taken(String::new()),
        AccountsError::Taken("5".to_owned()),
        AccountsError::Closed,
        invalid(vec![], None, None),
        invalid(vec![field], Some("null"), Some(true)),
        AccountsError::EverythingThatIsScalarIsOutOfRange(
            u64::MAX,
            i64::MIN,
            f64::MIN_POSITIVE,
            Some('1'),
            Size::Large,
        ),
        AccountsError::Bank(canary()),
        AccountsError::Database(canary()),
        AccountsError::Nobody {
            secret: CANARY.to_owned(),
        },
        Error::caused_by(Code::Aborted, "try again", canary()).into(),
    ]
}

/// The same variant with the same values, or, where that is not meant to be, what there is instead.
async fn fails_the_same(remote: &impl AccountsService, wire: bool) {
    for (how, error) in all().into_iter().enumerate() {
        let back = remote.fail(how as u32).await.unwrap_err();
        if !wire {
            // The cause is where it was.
            let causes = format!("{error:?}").contains(CANARY);
            assert_eq!(format!("{back:?}").contains(CANARY), causes);
        } else {
            assert!(!format!("{back:?} {back}").contains(CANARY), "{back:?}");
        }
        assert!(!back.to_string().contains(CANARY), "{back}");
        let expected = match &error {
            AccountsError::Bank(_) => "Other(unavailable: the bank does not answer)".to_owned(),
            AccountsError::Database(_) | AccountsError::Nobody { .. } => {
                "Other(internal: internal error)".to_owned()
            }
            AccountsError::Other(_) => "Other(aborted: try again)".to_owned(),
            same => format!("{same:?}"),
        };
        if wire || !format!("{back:?}").contains(CANARY) {
            assert_eq!(format!("{back:?}"), expected);
        }
        assert_eq!(back.code(), error.code());
    }
    let nobody = remote.get("nobody".to_owned()).await.unwrap_err();
    assert!(matches!(nobody, AccountsError::Taken(name) if name == "nobody"));
    let account = remote.get("a".to_owned()).await.unwrap();
    assert_eq!(remote.name_of(account).await.unwrap(), "a");
    let mut names = std::pin::pin!(remote.names(1).await.unwrap());
    assert_eq!(names.next().await.unwrap().unwrap(), "0");
    let taken = names.next().await.unwrap().unwrap_err();
    assert!(matches!(taken, AccountsError::Taken(name) if name == "1"));
    let Err(nobody) = remote.watch("nobody".to_owned()).await else {
        panic!("nobody can be watched");
    };
    assert!(matches!(nobody, AccountsError::Taken(name) if name == "nobody"));
    let accounts = remote.watch("b".to_owned()).await.unwrap();
    let accounts: Vec<Account> = accounts.map(Result::unwrap).collect().await;
    assert_eq!(accounts[0].name, "b");
    let usual = remote.usual().await.unwrap_err();
    assert_eq!((usual.code(), usual.message()), (Code::FailedPrecondition, "closed"));
    assert!(matches!(AccountsError::from_error(usual), AccountsError::Closed));
    let later = remote.later().await.unwrap_err();
    assert_eq!(later.code(), Code::Unimplemented);
}

#[tokio::test]
async fn the_error_that_the_service_returned_comes_back() {
    let served = Served::start().await;
    fails_the_same(&http::client(served.http.clone()), true).await;
    fails_the_same(&grpc::client(served.grpc.clone()), true).await;
    // And where there is no wire.
    fails_the_same(&Endpoints::new(Accounts), false).await;
}

#[tokio::test]
async fn what_is_not_the_service_s_own_is_platform_s_error() {
    let served = Served::start().await;
    async fn ask(client: fn(Channel) -> Endpoints, away: &Channel) {
        let error = client(away.clone()).fail(0).await.unwrap_err();
        let AccountsError::Other(error) = error else { panic!("{error:?}") };
        assert!(error.code() == Code::Unavailable && error.is_unsent(), "{error:?}");
    }
    ask(http::client, &served.http_away).await;
    ask(grpc::client, &served.grpc_away).await;
}

#[test]
fn the_log_gets_the_cause() {
    let log = |error: AccountsError| format!("{:?}", error.into_error());
    let [bank, database] = all().into_iter().skip(7).take(2).collect::<Vec<_>>().try_into().unwrap();
    assert_eq!(log(bank), "unavailable: the bank does not answer: canary");
    assert_eq!(log(database), "internal: internal error: the database says canary: canary");
}

/// RFC 9457's object has a member more.
#[tokio::test]
async fn the_problem_says_which_variant_it_is() {
    let served = Served::start().await;
    let answer = served.curl("/fail", r#"{"how": 0}"#).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 404 ") && !answer.contains(CANARY), "{answer}");
    let id = uuid::Uuid::from_u128(7).to_string();
    let info = json!({"domain": "accounts", "reason": "NOT_FOUND", "metadata": {"id": id}});
    let problem: Value = serde_json::from_str(body).unwrap();
    let expected = json!({"type": "about:blank", "title": "Not Found", "status": 404, "code": "not_found",
        "detail": format!("account {id} is not there"), "error_info": info});
    assert_eq!(problem, expected);
    // An error that is not the service's own says no more than before, and none says its cause.
    for how in 7..all().len() {
        let answer = served.curl("/fail", &json!({ "how": how }).to_string()).await;
        assert!(!answer.contains("error_info") && !answer.contains(CANARY), "{answer}");
    }
}

/// google.rpc.Status with one google.rpc.ErrorInfo: what the other languages' libraries look for.
#[tokio::test]
async fn a_status_has_the_standard_detail() {
    let served = Served::start().await;
    let path = "/pb.Accounts/Fail";
    let fail = |how| accounts::pb::FailRequest { how };
    let failed = crate::raw::<_, accounts::pb::FailReply>(&served.grpc, path, fail(2)).await;
    let status = failed.unwrap_err();
    let info = b"\n\x05TAKEN\x12\x08accounts\x1a\x0b\n\x06value0\x12\x015";
    let url = b"type.googleapis.com/google.rpc.ErrorInfo";
    let any = [&[0x0a, url.len() as u8][..], url, &[0x12, info.len() as u8], info].concat();
    let expected = [b"\x08\x06\x12\x0a5 is taken\x1a", &[any.len() as u8][..], &any].concat();
    // `5 is taken` has ten letters.
    assert_eq!(status.details(), expected);
    for how in 7..all().len() {
        let failed = crate::raw::<_, accounts::pb::FailReply>(&served.grpc, path, fail(how as u32)).await;
        let status = failed.unwrap_err();
        assert!(status.details().is_empty() && !format!("{status:?}").contains(CANARY), "{status:?}");
    }
}

/// Client and server of different age.
#[test]
fn what_a_client_does_not_know_keeps_code_and_message() {
    let detail = || Detail::new("accounts", "TAKEN");
    let details = [
        Detail::new("accounts", "NEW_VARIANT").with("id", 1),
        detail(),
        detail().with("value0", 1),
        Detail::new("users", "CLOSED"),
    ];
    for detail in details {
        let error = detail.into_error(Code::AlreadyExists, "so it is");
        let AccountsError::Other(error) = AccountsError::from_error(error) else { panic!() };
        assert_eq!((error.code(), error.message()), (Code::AlreadyExists, "so it is"));
    }
    // A value more does no harm.
    let more = detail().with("value0", "a").with("value1", "b").into_error(Code::AlreadyExists, "");
    assert!(matches!(AccountsError::from_error(more), AccountsError::Taken(name) if name == "a"));
}

/// A header has an end: of a detail that is too long, code and message are left.
#[tokio::test]
async fn a_long_detail_is_left_out_over_grpc() {
    let served = Served::start().await;
    let remote = grpc::client(served.grpc.clone());
    let short = "a".repeat(1_000);
    let error = remote.get("nobody".to_owned()).await.unwrap_err();
    assert!(matches!(error, AccountsError::Taken(_)));
    let long = AccountsError::Taken("a".repeat(10_000)).into_error();
    assert!(tonic::Status::from(long).details().is_empty());
    let back = Error::from(tonic::Status::from(AccountsError::Taken(short.clone()).into_error()));
    assert!(matches!(AccountsError::from_error(back), AccountsError::Taken(name) if name == short));
}
