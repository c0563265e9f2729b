"""Measures: pure functions of a journal (glossary §3-§12).

``asa_s(journal)`` returns one figure with its two sums, `table` any measures by any
groups, `summary` the headline of a run, `by_channel` the channels side by side,
`definitions` what each measure means.
"""

from __future__ import annotations

from cssim.measures.agents import (
    adherence,
    available_s,
    busy_s,
    deferred_s,
    fte,
    idle_s,
    lost_s,
    n_staffed,
    occupancy,
    overtime_s,
    paid_s,
    ring_s,
    scheduled_s,
    shrinkage,
    utilization,
)
from cssim.measures.callbacks import (
    announced_bias_s,
    announced_error_s,
    balking,
    callback_missed,
    callback_reached,
    callback_share,
    callback_wait_s,
    hold_saved_s,
    voicemail_share,
)
from cssim.measures.chats import (
    ghost_share,
    mean_concurrency,
    n_ghosts,
    sessions_per_hour,
    slot_occupancy,
)
from cssim.measures.consistency import csat_sd_agents, csat_worst_agents
from cssim.measures.contacts import (
    abandonment,
    abandonment_long,
    blocking,
    contacts_per_customer_year,
    contacts_per_issue,
    n_abandoned,
    n_answered,
    n_arrived,
    n_attempts,
    n_balked,
    n_blocked,
    n_chaser,
    n_closed,
    n_contained,
    n_disconnected,
    n_diverted,
    n_fresh,
    n_offered,
    n_open,
    n_outreach,
    n_repeat,
    n_retry,
    n_short,
    repeat_rate,
)
from cssim.measures.coverage import (
    least_coverage,
    occupancy_highest,
    occupancy_spread,
    uncovered,
    worst_wait_s,
)
from cssim.measures.csat_change import Felt, csat_change
from cssim.measures.csat_parts import (
    courtesy_logit,
    hand_offs_logit,
    resolution_logit,
    timeliness_logit,
)
from cssim.measures.development import (
    coaching_hours,
    mean_proficiency,
    mean_review,
    n_cancelled,
    n_learned,
    proficiency_sd,
    ramp,
    review_sd,
    share_experienced,
    training_hours,
)
from cssim.measures.escalation import (
    concession_rate,
    consult_rate,
    consult_s,
    csat_escalated,
    csat_escalated_true,
    escalated_quantile_s,
    level_two_s,
    level_two_wait_s,
    n_concessions,
    n_hand_overs,
    ping_pong,
    sideways_rate,
)
from cssim.measures.handling import acw_s, aht_s, contact_times, hold_s, load, rho, talk_s
from cssim.measures.integrals import integrals
from cssim.measures.money import (
    concession_cost,
    contact_cost,
    cost_per_contact,
    cost_per_resolution,
    cost_per_retained_customer,
    labor_cost,
    overtime_premium_cost,
    repair_cost,
    self_service_cost,
    total_cost,
)
from cssim.measures.outages import n_outage_lost, outage_churn, outage_peak, recovery_s
from cssim.measures.overviews import by_channel, pareto
from cssim.measures.parameters import Loyalty, Options
from cssim.measures.payback import payback, payback_date, payback_day
from cssim.measures.prices import CoursePrice, Prices
from cssim.measures.ratio import Mean, Quantile, Ratio, Total
from cssim.measures.registry import Measure, definitions, get, measure, names
from cssim.measures.resolution import (
    contacts_per_resolution,
    escalation_rate,
    fcr,
    fcr_observed,
    lost_value,
    mean_old,
    n_avoided,
    n_issues,
    old_share,
    one_touch,
    resolution_quantile_s,
    resolution_rate,
    resolution_s,
    tier_resolution,
    transfer_rate,
)
from cssim.measures.responses import (
    chaser_rate,
    late_share,
    mean_backlog,
    n_public,
    n_public_complaints,
    response_quantile_s,
    response_s,
    response_within,
)
from cssim.measures.retention import (
    churn,
    churn_projected,
    rescale_retention,
    retention,
    retention_projected,
    survival,
)
from cssim.measures.revenue import clv_kept_value, n_referrals, revenue_per_customer, revenue_value
from cssim.measures.satisfaction import (
    csat,
    csat_true,
    mean_csat,
    mean_csat_true,
    n_dissatisfied,
    nps_points,
    nps_points_true,
    satisfaction,
    share_above,
    survey_response,
)
from cssim.measures.self_service import (
    containment,
    csat_contained_true,
    csat_fallen_through_true,
    false_containment,
    self_service_use,
)
from cssim.measures.staff_cost import (
    action_cost,
    hiring_cost,
    lead_cost,
    senior_premium_cost,
    tool_cost,
    training_cost,
)
from cssim.measures.staying import (
    goodwill_failed,
    goodwill_p10,
    mean_goodwill,
    n_left,
    n_recovered,
    retained,
    retention_curve,
    retention_dissatisfied,
    retention_failed,
)
from cssim.measures.table import HEADLINE, summary, table
from cssim.measures.trends import season_removed, weekly
from cssim.measures.turnover import (
    early_quits,
    headcount,
    n_hired,
    n_promoted,
    n_quit,
    n_removed,
    quit_rate,
    vacancy_weeks,
)
from cssim.measures.value import clv_value, customer_values, net_value, uplift_value, value_at_risk
from cssim.measures.view import View
from cssim.measures.waiting import (
    asa_s,
    excess_wait_s,
    longest_wait_s,
    mean_abandon_s,
    mean_queue,
    mean_wait_s,
    p_delay,
    service_level,
    sl_attained,
    total_wait_s,
    wait_quantile_s,
)
from cssim.measures.wellbeing import (
    absence_rate,
    employee_score,
    mean_fatigue,
    mean_strain,
    worst_agent_strain,
)

__all__ = [
    "HEADLINE", "CoursePrice", "Felt", "Loyalty", "Mean", "Measure", "Options", "Prices",
    "Quantile", "Ratio", "Total", "View", "abandonment", "abandonment_long", "absence_rate",
    "action_cost", "acw_s", "adherence", "aht_s", "announced_bias_s", "announced_error_s", "asa_s",
    "available_s", "balking", "blocking", "busy_s", "by_channel", "callback_missed",
    "callback_reached", "callback_share", "callback_wait_s", "chaser_rate", "churn",
    "churn_projected", "clv_kept_value", "clv_value", "coaching_hours", "concession_cost",
    "concession_rate", "consult_rate", "consult_s", "contact_cost", "contact_times",
    "contacts_per_customer_year", "contacts_per_issue", "contacts_per_resolution", "containment",
    "cost_per_contact", "cost_per_resolution", "cost_per_retained_customer", "courtesy_logit",
    "csat", "csat_change", "csat_contained_true", "csat_escalated", "csat_escalated_true",
    "csat_fallen_through_true", "csat_sd_agents", "csat_true", "csat_worst_agents",
    "customer_values", "deferred_s", "definitions", "early_quits", "employee_score",
    "escalated_quantile_s", "escalation_rate", "excess_wait_s", "false_containment", "fcr",
    "fcr_observed", "fte", "get", "ghost_share", "goodwill_failed", "goodwill_p10",
    "hand_offs_logit", "headcount", "hiring_cost", "hold_s", "hold_saved_s", "idle_s", "integrals",
    "labor_cost", "late_share", "lead_cost", "least_coverage", "level_two_s", "level_two_wait_s",
    "load", "longest_wait_s", "lost_s", "lost_value", "mean_abandon_s", "mean_backlog",
    "mean_concurrency", "mean_csat", "mean_csat_true", "mean_fatigue", "mean_goodwill", "mean_old",
    "mean_proficiency", "mean_queue", "mean_review", "mean_strain", "mean_wait_s", "measure",
    "n_abandoned", "n_answered", "n_arrived", "n_attempts", "n_avoided", "n_balked", "n_blocked",
    "n_cancelled", "n_chaser", "n_closed", "n_concessions", "n_contained", "n_disconnected",
    "n_dissatisfied", "n_diverted", "n_fresh", "n_ghosts", "n_hand_overs", "n_hired", "n_issues",
    "n_learned", "n_left", "n_offered", "n_open", "n_outage_lost", "n_outreach", "n_promoted",
    "n_public", "n_public_complaints", "n_quit", "n_recovered", "n_referrals", "n_removed",
    "n_repeat", "n_retry", "n_short", "n_staffed", "names", "net_value", "nps_points",
    "nps_points_true", "occupancy", "occupancy_highest", "occupancy_spread", "old_share",
    "one_touch", "outage_churn", "outage_peak", "overtime_premium_cost", "overtime_s", "p_delay",
    "paid_s", "pareto", "payback", "payback_date", "payback_day", "ping_pong", "proficiency_sd",
    "quit_rate", "ramp", "recovery_s", "repair_cost", "repeat_rate", "rescale_retention",
    "resolution_logit", "resolution_quantile_s", "resolution_rate", "resolution_s",
    "response_quantile_s", "response_s", "response_within", "retained", "retention",
    "retention_curve", "retention_dissatisfied", "retention_failed", "retention_projected",
    "revenue_per_customer", "revenue_value", "review_sd", "rho", "ring_s", "satisfaction",
    "scheduled_s", "season_removed", "self_service_cost", "self_service_use", "senior_premium_cost",
    "service_level", "sessions_per_hour", "share_above", "share_experienced", "shrinkage",
    "sideways_rate", "sl_attained", "slot_occupancy", "summary", "survey_response", "survival",
    "table", "talk_s", "tier_resolution", "timeliness_logit", "tool_cost", "total_cost",
    "total_wait_s", "training_cost", "training_hours", "transfer_rate", "uncovered", "uplift_value",
    "utilization", "vacancy_weeks", "value_at_risk", "voicemail_share", "wait_quantile_s", "weekly",
    "worst_agent_strain", "worst_wait_s",
]  # fmt: skip
