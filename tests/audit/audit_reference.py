"""A second, plain simulator: a heap loop, so that the audit can be tried on random days.

It knows nothing of cssim but the names of the journal's tables. `wrong` holds the faults it
is to make on purpose (the mutants of RELIABILITY, C27).
"""

from heapq import heappop, heappush
from itertools import count


class Reference:
    """Live a plan (see `audit_plans`); afterwards `legs`, `contacts`, … hold what happened."""

    def __init__(self, plan, wrong=(), stop=None):
        self.plan, self.wrong, self.stop = plan, set(wrong), stop
        self.heap, self.number = [], count()
        self.now = self.held = 0
        self.idle, self.waiting, self.here = {}, [], {}
        self.contacts, self.legs, self.lost, self.spans = [], [], [], []
        self.issues = {p.issue: {"how": "open", "closed_ms": -1} for p in plan.points}

    def at(self, time, kind, id_, do, *args):
        heappush(self.heap, (time, kind, id_, next(self.number), do, args))

    def run(self):
        for agent in self.plan.agents[: -1 if "one agent less" in self.wrong else None]:
            for shift in agent.shifts:
                if not shift.absent:
                    self.at(shift.start, 2, agent.index, self.sign_on, agent, shift)
        for close in [c for _, c in self.plan.hours or ()] if self.plan.disconnects else ():
            self.at(close, 0, 0, self.put_off)
        for point in self.plan.points:
            self.at(point.arrived, 7, point.issue | 1, self.arrive, point, 1, "fresh")
        while self.heap and (self.stop is None or self.heap[0][0] < self.stop):
            self.now, _, _, _, do, args = heappop(self.heap)
            do(*args)
        self.now = self.now if self.stop is None else self.stop
        return self

    # Agents.

    def sign_on(self, agent, shift):
        agent.shift, agent.on, agent.due, agent.away, agent.hand = shift, self.now, [], False, None
        for pause in [] if "break ignored" in self.wrong else shift.breaks:
            self.at(pause.start, 2, agent.index, self.wanted, agent, pause)
        self.at(shift.until, 2, agent.index, self.wanted, agent, None)
        self.free(agent)

    def wanted(self, agent, what):
        agent.due.append(what)
        call = self.here.get(agent.hand)
        if "cut at shift end" in self.wrong and what is None and call is not None:
            here = call.leg.get("agent") == agent.index and "ended_ms" not in call.leg
            if here:
                return self.talk_ends(call, agent, call.leg, cut=True)
        if agent.hand is None and not agent.away:
            self.free(agent)
        return None

    def free(self, agent):
        """The agent has nothing in hand: is due elsewhere, or idle and takes a contact."""
        agent.hand, agent.away = None, False
        self.idle.pop(agent.index, None)
        while agent.due:
            pause = agent.due.pop(0)
            if pause is None:
                self.spans.append((agent.index, agent.on, self.now))
                agent.on = None
                return
            until = min(self.now + pause.length, agent.shift.until)
            if until > self.now:
                agent.away = True
                self.lost.append((agent.index, self.now, until, pause.state))
                self.at(until, 2, agent.index, self.free, agent)
                return
        self.idle[agent.index] = self.now
        able = [c for c in self.waiting if self.fits(c, agent)]
        if able:
            self.answer(min(able, key=lambda c: self.contact_key(c, agent)), agent)

    # Contacts.

    def arrive(self, point, attempt, cause):
        call = self.plan.call(point, attempt, cause, self.now)
        self.contacts.append(call)
        if not self.plan.waits and not self.is_open():
            return self.turn_away(call, "closed")
        if self.plan.lines is not None and self.held >= self.plan.lines:
            if "blocked not counted" in self.wrong:
                self.contacts.remove(call)
            return self.turn_away(call, "blocked")
        self.held += 1
        self.here[call.id] = call
        if call.ivr:
            return self.at(self.now + call.ivr, 5, call.id, self.enter, call)
        return self.enter(call)

    def is_open(self):
        hours = self.plan.hours
        return hours is None or any(o <= self.now < c for o, c in hours)

    def turn_away(self, call, outcome):
        call.outcome = outcome
        self.leave(call)

    def put_off(self):
        for call in sorted(self.waiting, key=lambda c: (c.queued, c.id)):
            self.go_unserved(call, "disconnected")

    def enter(self, call):
        call.enter(self.now)
        idle = [self.plan.agents[i] for i in self.idle if self.fits(call, self.plan.agents[i])]
        if idle:
            return self.answer(call, min(idle, key=lambda a: self.agent_key(call, a)))
        self.waiting.append(call)
        early = "give-up before free" in self.wrong
        if call.patience is not None:
            until, kind = self.now + call.patience, 2 if early else 6
            self.at(until, kind, call.id, self.gives_up, call, len(call.legs))
        for delay in self.plan.delays_of(call):
            self.at(self.now + delay, 5, call.id, self.overflows, call, len(call.legs), delay)
        return None

    def overflows(self, call, leg, delay):
        if call in self.waiting and len(call.legs) == leg:
            call.due = delay
            able = [self.plan.agents[i] for i in self.idle]
            able = [a for a in able if self.fits(call, a)]
            if able:
                self.answer(call, min(able, key=lambda a: self.agent_key(call, a)))
            elif "patience restarted" in self.wrong and call.patience is not None:
                call.moved = True
                until = self.now + call.patience
                self.at(until, 6, call.id, self.gives_up, call, -leg)

    def gives_up(self, call, leg):
        if call not in self.waiting or len(call.legs) != abs(leg) or (call.moved and leg > 0):
            return
        self.go_unserved(call, "abandoned")

    def go_unserved(self, call, how):
        self.waiting.remove(call)
        call.leg.update(ended_ms=self.now, how=how)
        call.outcome = call.outcome or how
        self.leave(call)

    def answer(self, call, agent):
        if call in self.waiting:
            self.waiting.remove(call)
        self.idle.pop(agent.index)
        agent.hand, call.moved = call.id, False
        call.outcome = call.outcome or "answered"
        joined = call.answered(agent, self.now)
        until = self.now + joined + call.leg["talk_ms"] + call.leg["hold_ms"]
        self.at(until, 3, call.id, self.talk_ends, call, agent, call.leg)

    def talk_ends(self, call, agent, leg, cut=False):
        conference = 0
        if "ended_ms" in leg:
            return
        if call.escalates(self.plan):
            leg["how"] = "escalated"
            call.next_leg()
            able = [self.plan.agents[i] for i in self.idle]
            warm = any(self.fits(call, a, queued=self.now) for a in able)
            conference = call.conference = self.plan.conference if warm else 0
            if conference:
                call.confer(agent, leg, self.now, conference)
            self.enter(call)
        else:
            leg["how"] = "resolved" if call.solved() else "unresolved"
            self.leave(call, resolved=call.solved())
        done = self.now if cut else self.now + conference + leg["acw_ms"]
        leg["ended_ms"] = done
        if done == self.now or "wrap ignored" in self.wrong:
            self.free(agent)
        else:
            self.at(done, 4, call.id, self.free, agent)

    def leave(self, call, resolved=False):
        issue, point = self.issues[call.point.issue], call.point
        self.held -= call.id in self.here
        self.here.pop(call.id, None)
        call.left, call.resolved = self.now, resolved
        delay = None if resolved else point.comes_back(call.attempt)
        self.legs += call.legs
        if delay is None:
            issue |= {"how": "resolved" if resolved else "given_up", "closed_ms": self.now}
            return
        if self.stop is not None and self.now + delay >= self.stop:
            return
        cause = "repeat" if call.outcome == "answered" else "retry"
        call.followed_by = cause
        if "redial lost" not in self.wrong:
            again = point, call.attempt + 1, cause
            self.at(self.now + delay, 7, call.id + 1, self.arrive, *again)

    # Who gets whom.

    def fits(self, call, agent, queued=None):
        wait = self.now - (call.queued if queued is None else queued)
        skilled = call.point.reason in agent.skills or "skill test skipped" in self.wrong
        delay = self.plan.delays[call.point.reason][agent.team]
        if not skilled or call.tier != agent.tier or delay is None:
            return False
        return wait > delay or call.due >= delay

    def agent_key(self, call, agent):
        rank = self.plan.ranks[call.point.reason][agent.team]
        since = self.idle[agent.index]
        if "random agent" in self.wrong:
            return (rank, (agent.index * 7 + call.id * 13) % 11)
        return rank, since, -agent.index if "ties by hash" in self.wrong else agent.index

    def contact_key(self, call, agent):
        rank = self.plan.ranks[call.point.reason][agent.team]
        rank = -rank if "priority inverted" in self.wrong else rank
        score = -(self.plan.weights[call.point.reason] * (self.now - call.queued))
        if "last come first" in self.wrong:
            return rank, -score, -call.queued, call.id
        return rank, score, call.queued, -call.id if "ties by hash" in self.wrong else call.id
