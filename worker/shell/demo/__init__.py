"""`strikewire demo`: a broker, a worker and a week of invented news, in one terminal."""
