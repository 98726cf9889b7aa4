// Room Records
