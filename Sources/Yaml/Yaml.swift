// Room Yaml
