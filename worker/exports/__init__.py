"""Our records in the formats of others: CAP 1.2 XML, GeoJSON (RFC 7946).  Pure functions."""
