"""The page /metrics, as Prometheus reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import httpx
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families


@dataclass(frozen=True, slots=True)
class Page:
    """What one scrape found."""

    families: Mapping[str, Metric]

    def value(self, name: str, **labels: str) -> float:
        """The sum of all samples of this name that bear these labels; 0 if there is none."""
        samples = (sample for family in self.families.values() for sample in family.samples)
        return sum(
            sample.value for sample in samples if sample.name == name and labels.items() <= dict(sample.labels).items()
        )


async def scrape(server: str, headers: Mapping[str, str] = MappingProxyType({})) -> Page:
    """The page of the server at this address, whatever its path."""
    async with httpx.AsyncClient(timeout=60, headers=headers) as http:
        answer = await http.get(str(httpx.URL(server).copy_with(path="/metrics")))
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/plain")
    return Page({family.name: family for family in text_string_to_metric_families(answer.text)})
