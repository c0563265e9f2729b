"""Calibration of a scenario from any ACD call log, by a column mapping.

``calibrate(log, mapping)`` reads the log, fits everything a scenario needs, and writes the
scenario, a report of what was dropped and chosen, and tables for a fit sheet.
`replay_demand_tables` turns the log's own attempts into demand.
"""

from cssim.calibrate.fit import Calibration, calibrate
from cssim.calibrate.log import Log, read_log
from cssim.calibrate.mapping import ColumnMapping, load_mapping, parse_mapping
from cssim.calibrate.replay import ReplayTables, replay_demand_tables

__all__ = [
    "Calibration",
    "ColumnMapping",
    "Log",
    "ReplayTables",
    "calibrate",
    "load_mapping",
    "parse_mapping",
    "read_log",
    "replay_demand_tables",
]
