"""Paper: what of the record people hold in hand, 工单处理说明书 and reports, from plain values to finished files."""
