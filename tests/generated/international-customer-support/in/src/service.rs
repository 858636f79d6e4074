//! Long names.

pub use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait InternationalCustomerSupportService: Sync + 'static {
    async fn recalculate_quarterly_report(
        &self,
        responsible_department_name: String,
        preliminary_calculation_only: bool,
    ) -> Result<QuarterlyReportOfDepartments, Error>;
    async fn acknowledge_all_notifications(&self) -> Result<(), Error>;
    async fn list_unacknowledged_incidents(
        &self,
        assigned_support_engineer: String,
    ) -> Result<Vec<String>, Error>;
    async fn id(&self) -> Result<u64, Error>;
}

pub struct BasicInternationalCustomerSupportService;

impl InternationalCustomerSupportService for BasicInternationalCustomerSupportService {}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct QuarterlyReportOfDepartments {
    pub total_number_of_open_incidents: u64,
    pub most_recent_escalation_report: Option<EscalationReportSummary>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct EscalationReportSummary {
    pub escalated_incident_identifiers: Vec<String>,
}
