"""Rows of the mission that are listed, not shown: context, or the same knob as another row."""

from __future__ import annotations

LISTED = {
    "M07": ("bridge between the team and other departments",
            "how a company is organised; what comes of it is M97 to M100"),
    "M22": ("reports to managers and stakeholders",
            "no lever: the page of results itself; test_mission_business.py and tests/report hold"
            " it to the same bytes from the same seed"),
    "M45": ("attention to detail, multitasking, under pressure",
            "a trait without a state of its own: part of proficiency (M56) and fatigue (M89)"),
    "M59": ("conferences, books, certificates",
            "no measured effect; the knob is that of M47, `people.training`"),
    "M64": ("call recording and analytics",
            "makes reviews cheaper: `people.coaching.review_time`; what more of them do is M62"),
    "M70": ("persuading ethically",
            "a skill of selling; nothing is sold here"),
    "M77": ("conflict with customers or inside the team",
            "angry customers are M75; conflict inside the team is part of `people.strain.start`,"
            " for sensitivity only"),
    "M80": ("templates for closing contacts",
            "a little less of `reasons.*.acw_share`; nothing to prove"),
    "M95": ("communication: 43 % of leaders, up to 25 %",
            "unsourced; bounds for M82 and M96, never defaults"),
    "M99": ("voice of the customer",
            "the knob of M97, `root_causes`; not counted twice"),
    "M106": ("partners", "no other companies in the model"),
    "M122": ("tools for analytics and reporting",
             "the package itself; their worth is that of decisions (M107) and forecasts (M108)"),
    "M129": ("adopting technology; a free trial",
             "the switches of M120 to M128; the trial is advertising"),
    "M130": ("skills of managers and agents",
             "of a manager one number, `people.climate.lead_quality` (M92); of an agent proficiency"
             " and the courtesy part of satisfaction"),
    "M131": ("degrees and experience asked for",
             "of managers: outside the model; of agents: `people.hiring.prior`"),
    "M132": ("the reader's own career", "only the ladder counts (M94)"),
    "M133": ("67 % higher lifetime value, 97 % higher loyalty",
             "unsourced; may stand beside a simulated ratio, never calibrated to"),
    "M134": ("70 % of companies survey their staff", "how common it is, not what it does (M87)"),
    "M135": ("43 % and up to 25 % through communication", "as M95"),
    "M136": ("ten main duties", "the list is not in the document; the three it names are M28"),
    "M137": ("over five years in the role", "an example of a veteran (M55)"),
    "M139": ("manager or agent", "two roles: front line, and second line or team lead (M71, M92)"),
    "M140": ("a saying about team work", "no content to model"),
}  # fmt: skip
"""ID -> what the documents say, and the reason or where it is instead."""
PARTS = {
    "M29": "complexity lowers the chance of solving; the chance of escalating is a key of its own,"
    " `reasons.*.escalate`",
    "M100": "what sales hear ends contacts that need not be, as any root cause; that more is sold"
    " to who stays is `care.growth_per_year`, a measure only (M04)",
}
"""ID of a row that is shown -> what of it is not, or is done otherwise."""
