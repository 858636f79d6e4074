//! A method that is local is there for who has the service, and for nobody else.

use partly::{
    PartlyService,
    service::{BasicPartlyService, Note, Purged, Rule},
};
use platform::{Code, Error};

use crate::{raw, server::Served};

#[tokio::test]
async fn who_has_the_service_calls_its_local_methods() {
    let endpoints = partly::Endpoints::new(BasicPartlyService);
    let purged = Purged {
        notes: vec![Note { id: 7 }],
    };
    let rule = || Rule { days: 7 };
    assert_eq!(endpoints.purge_old(rule()).await.unwrap(), purged);
    assert_eq!(
        endpoints
            .purge_old
            .call(partly::PurgeOldRequest { rule: rule() })
            .await
            .unwrap(),
        purged
    );
    assert!(endpoints.follow().await.is_ok());
}

#[tokio::test]
async fn no_transport_serves_a_local_method() {
    async fn ask(remote: &impl PartlyService) {
        assert_eq!(remote.read(7).await.unwrap(), Note { id: 7 });
        let refused = |error: Error, method: &str| {
            assert_eq!(error.code(), Code::Unimplemented);
            assert_eq!(
                error.message(),
                format!("{method} is not served: it is local")
            );
        };
        let purged = remote.purge_old(Rule::default()).await;
        refused(purged.unwrap_err(), "purge_old");
        refused(remote.follow().await.err().unwrap(), "follow");
    }
    let served = Served::start().await;
    ask(&partly::http::client(served.http.clone())).await;
    ask(&partly::grpc::client(served.grpc.clone())).await;

    // Not for others either, who do not ask the generated client.
    for (verb, path) in [
        ("PUT", "/pages"),
        ("POST", "/purge-old"),
        ("POST", "/follow"),
    ] {
        let answer = served.ask(verb, path, r#"{"rule": {"days": 7}}"#).await;
        assert!(
            answer.starts_with("HTTP/1.1 404 "),
            "{verb} {path}: {answer}"
        );
    }
    for path in ["/pb.Partly/PurgeOld", "/pb.Partly/Follow"] {
        let answer = raw::<(), ()>(&served.grpc, path, ()).await;
        assert_eq!(
            answer.unwrap_err().code(),
            tonic::Code::Unimplemented,
            "{path}"
        );
    }
}
