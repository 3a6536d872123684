"""The records that flow through strikewire, as frozen typed structures; nothing here does anything."""
