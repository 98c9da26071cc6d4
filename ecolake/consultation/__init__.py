"""Consultation (会商): what the leaders of a city or the province are told on a day, and the tasks that they hand over."""
