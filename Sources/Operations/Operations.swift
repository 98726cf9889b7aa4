// Room Operations
