"""The dashboard *Worker*: whether it keeps up, what it refuses, what it holds."""

from __future__ import annotations

from deploy.grafana.source.parts import (
    BLUE,
    GREEN,
    ORANGE,
    RED,
    YELLOW,
    Json,
    column,
    dashboard,
    datasource_variable,
    fixed,
    heatmap_query,
    label_variable,
    lines,
    panel,
    query,
    row,
    stat,
    thresholds,
)  # fmt: skip

AT = 'job=~"$job", instance=~"$instance"'
RATE = "[$__rate_interval]"


def rate(metric: str, by: str, more: str = "") -> str:
    return f"sum by ({by}) (rate(strikewire_{metric}{{{AT}{more}}}{RATE}))"


def quantile(q: float, metric: str, by: str = "") -> str:
    return f"histogram_quantile({q}, {rate(f'{metric}_seconds_bucket', f'le, {by}' if by else 'le')})"


def delay(title: str, description: str, metric: str) -> Json:
    return lines(
        title, description,
        [query(quantile(q, metric), f"p{q * 100:.0f}", exemplar=q == 0.99) for q in (0.5, 0.95, 0.99)],
        unit="s", width=8,
    )  # fmt: skip


YES_NO = [
    {
        "type": "value",
        "options": {"0": {"text": "no", "color": RED, "index": 0}, "1": {"text": "yes", "color": GREEN, "index": 1}},
    }
]

WORKER = dashboard(
    "strikewire-worker",
    "Worker",
    "Whether the workers keep up, what they refuse, and what they hold.",
    [
        stat("Workers up", "Workers whose metrics can be read.", 'sum(up{job=~"$job"})', width=3,
             defaults=thresholds((1, GREEN), base=RED)),
        stat("Ready", "Workers that have their partitions and tables and take in articles.",
             f"sum(strikewire_ready{{{AT}}})", width=3, defaults=thresholds((1, GREEN), base=RED)),
        stat("Articles per second", "All articles, whatever became of them.",
             f"sum(rate(strikewire_articles_total{{{AT}}}{RATE}))", width=3, unit="cps"),
        stat("Waiting", "Records not finished, over all topics.", f"sum(strikewire_lag_records{{{AT}}})", width=3,
             defaults=thresholds((10_000, YELLOW), (1_000_000, ORANGE))),
        stat("Behind", "How long the oldest unfinished record has waited.", f"max(strikewire_lag_seconds{{{AT}}})",
             width=3, unit="s", defaults=thresholds((300, YELLOW), (3600, RED))),
        stat("Refused in 15 minutes", "Records that became dead letters.",
             "sum(stage_reason:strikewire_rejections:increase15m)", width=3,
             defaults={"decimals": 0, **thresholds((10, YELLOW))}),
        stat("Last article", "When the last article arrived.",
             f"max(strikewire_last_article_timestamp_seconds{{{AT}}}) * 1000", width=3, unit="dateTimeFromNow",
             sparkline=False),
        stat("Version", "Of each worker; more than one during an upgrade.",
             f"count by (version) (strikewire_build_info{{{AT}}})", width=3, legend="{{version}}", sparkline=False,
             text="name"),
        row("Throughput"),
        lines("Articles by outcome", "Each article has exactly one.",
              [query(rate("articles_total", "outcome"), "{{outcome}}")], unit="cps", width=8, stacked=True),
        lines("Mentions, events, alerts", "Mentions read, revisions of events sent, alert messages sent.",
              [query(f"sum(rate(strikewire_mentions_total{{{AT}}}{RATE}))", "mentions"),
               query(f"sum(rate(strikewire_event_revisions_total{{{AT}}}{RATE}))", "event revisions"),
               query(f"sum(rate(strikewire_alerts_total{{{AT}}}{RATE}))", "alerts")], unit="cps", width=8),
        lines("Revisions of events by status", "Where each revision left its event.",
              [query(rate("event_revisions_total", "status"), "{{status}}")], unit="cps", width=8, stacked=True),
        row("Latency"),
        delay("Arrival to alert", "From the article's record to the alert it caused.", "arrival_to_alert"),
        delay("Publication to alert", "From the publication time that the article states; holds the ingester's delay.",
              "publication_to_alert"),
        lines("Time of a stage (p95)", "For one unit of work: a fetch, a batch of articles, a record; without waiting.",
              [query(quantile(0.95, "stage", "stage"), "{{stage}}")], unit="s", width=8),
        panel("heatmap", "Arrival to alert, all of them", "How many alerts took how long.",
              [heatmap_query(f"sum by (le) (increase(strikewire_arrival_to_alert_seconds_bucket{{{AT}}}{RATE}))")],
              size=(12, 8), unit="short",
              options={
                  "calculate": False, "cellGap": 1, "cellValues": {"unit": "short"},
                  "color": {"mode": "scheme", "scheme": "Oranges", "steps": 32, "exponent": 0.5, "fill": "dark-orange",
                            "reverse": False, "scale": "exponential"},
                  "exemplars": {"color": "rgba(255,0,255,0.7)"}, "filterValues": {"le": 1e-9},
                  "legend": {"show": True}, "rowsFrame": {"layout": "auto"}, "showValue": "never",
                  "tooltip": {"mode": "single", "yHistogram": False, "showColorScale": False},
                  "yAxis": {"axisPlacement": "left", "reverse": False, "unit": "s"},
              }),
        lines("Event time behind the clock", "Much, where old articles are fed; some minutes, where news is.",
              [query(f"time() - max by (instance) (strikewire_watermark_timestamp_seconds{{{AT}}} > 0)",
                     "{{instance}}")], unit="s"),
        row("Lag"),
        lines("Lag by topic", "Records not finished.",
              [query(f"sum by (topic) (strikewire_lag_records{{{AT}}})", "{{topic}}")], width=8),
        lines("Lag by topic, in time", "How long the oldest unfinished record has waited, about.",
              [query(f"max by (topic) (strikewire_lag_seconds{{{AT}}})", "{{topic}}")], unit="s", width=8,
              defaults={**thresholds((300, RED)), "color": {"mode": "palette-classic"}}),
        lines("Commits of articles", "Commits of finished offsets by the intake; none while articles wait is a stall.",
              [query(rate("commits_total", "instance"), "{{instance}}")], unit="cps", width=8),
        row("Refused"),
        lines("Refused, by reason", "Dead letters.",
              [query(f"sum by (stage, reason) (increase(strikewire_rejections_total{{{AT}}}{RATE})) > 0",
                     "{{stage}}: {{reason}}")], width=8, stacked=True),
        lines("Failed language batches", "Tried again article by article.",
              [query(f"sum by (cause) (increase(strikewire_process_failures_total{{{AT}}}{RATE}))", "{{cause}}")],
              width=8, stacked=True),
        lines("What the steps tell", "Joins, duplicates, records that came late, and the like.",
              [query(rate("step_notes_total", "step, note"), "{{step}}: {{note}}")], unit="cps", width=8,
              many=True),
        row("State"),
        panel("state-timeline", "Ready, by worker", "Has its partitions and tables, and takes in articles.",
              [query(f"strikewire_ready{{{AT}}}", "{{instance}}")], size=(8, 8),
              custom={"fillOpacity": 70, "lineWidth": 0},
              defaults={"mappings": YES_NO, **fixed(BLUE)},
              options={"mergeValues": True, "showValue": "never", "alignValue": "left", "rowHeight": 0.8,
                       "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
                       "tooltip": {"mode": "single", "sort": "none"}}),
        lines("Rows of the tables", "The ten largest, over all workers; journals do not grow.",
              [query(f'topk(10, sum by (table) (strikewire_table_rows{{{AT}, table!~".*_journal"}}))', "{{table}}")],
              width=8, many=True),
        lines("Recovery", "Changelog records that are still to be read before a worker can go on.",
              [query(f"strikewire_recovery_remaining_records{{{AT}}}", "{{instance}}")], width=8),
        row("Processes"),
        lines("Memory", "Resident memory of the worker itself; its language processes have their own.",
              [query(f"process_resident_memory_bytes{{{AT}}}", "{{instance}}")], unit="bytes", width=6),
        lines("Processor time", "Of the worker itself; 100 % is one core.",
              [query(f"rate(process_cpu_seconds_total{{{AT}}}{RATE})", "{{instance}}")], unit="percentunit", width=6),
        lines("Language processes at work", "Share of their time; near 100 % they set the pace, and more would help.",
              [query(rate("stage_seconds_sum", "instance", ', stage="extract"')
                     + f" / sum by (instance) (strikewire_language_processes{{{AT}}})", "{{instance}}")],
              unit="percentunit", width=6),
        lines("Open files", "Sockets and table files, against what the process may have.",
              [query(f"process_open_fds{{{AT}}}", "{{instance}}"),
               query(f"min(process_max_fds{{{AT}}})", "allowed")], width=6,
              overrides=[column("allowed", custom__hideFrom={"viz": True, "legend": False, "tooltip": False})]),
    ],
    variables=[
        datasource_variable("datasource", "Prometheus", "prometheus", "strikewire-prometheus"),
        label_variable("job", "Job", "strikewire_ready", "job", everything=None),
        label_variable("instance", "Worker", 'strikewire_ready{job=~"$job"}', "instance"),
    ],
    since="now-1h",
    refresh="10s",
)  # fmt: skip
