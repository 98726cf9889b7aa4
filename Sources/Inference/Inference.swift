// Room Inference
