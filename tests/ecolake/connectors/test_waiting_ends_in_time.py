from concurrent.futures import Future

from ecolake.connectors import patience


def test_a_call_that_returns_as_its_time_is_up_has_returned(monkeypatch):
    class Late(Future):
        def result(self, timeout=None):
            answer = super().result()
            if timeout is not None:
                raise TimeoutError
            return answer

    monkeypatch.setattr(patience, "Future", Late)
    assert patience.within(1, lambda: "said", lambda: None) == "said"
