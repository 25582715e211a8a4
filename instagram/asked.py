"""The fields that Instagram is asked for, by what is read. It refuses a whole call for one that it does not permit."""

COUNTED_MEDIA_FIELDS = "id,caption,timestamp,permalink,comments_count,media_type,children{id}"
# Reference "IG User". What of it is not permitted refuses the whole call: asked for less then.
PROFILE_FIELD_SETS = ("username,name,biography,website,media_count", "username,name,media_count")
COMMENT_FIELDS = "id,text,timestamp,username,from{id,username},hidden,parent_id"
# Instagram refuses a whole call for one field that it does not permit: asked for less and less.
COMMENT_FIELD_SETS = (
    f"{COMMENT_FIELDS},replies.limit(50){{{COMMENT_FIELDS}}}",
    "id,text,timestamp,username,hidden,replies.limit(50){id,text,timestamp,username,hidden}",
    "id,text,timestamp",
)
COMMENTS_FIELD = "comments"  # of the notifications
MEDIA_FIELDS = "id,caption,timestamp,media_type,media_product_type,permalink,children{id}"
# With what can be held against what was sent. What of it is not permitted refuses the whole call.
COMPARED_FIELDS = MEDIA_FIELDS.replace("children{id}", "is_ai_generated,children{id,media_type,alt_text}")
