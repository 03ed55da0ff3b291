using IntegrationAgent.Driver;
using Code = IntegrationAgent.Driver.DriverErrorCode;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>The other codes that Salesforce documents (the StatusCode and ExceptionCode of its SOAP API, which REST shares): those of one kind mean one thing.</summary>
internal static partial class ErrorTable
{
    private static IEnumerable<KeyValuePair<string, ErrorRow>> Kinds() =>
    [
        // Sessions and sign-ins
        .. Each(
            Connection(Code.AuthenticationFailed, "The sign-in needs a step by a person: a security token, a challenge or a new password. Sign in with a browser once."),
            """
            LOGIN_CHALLENGE_ISSUED LOGIN_CHALLENGE_PENDING LOGIN_MUST_USE_SECURITY_TOKEN INVALID_OPERATION_WITH_EXPIRED_PASSWORD
            TXN_SECURITY_TWO_FA_REQUIRED
            """),
        .. Each(
            Connection(Code.AuthenticationFailed, "The session was ended or is refused from here. Check the credential, and connect again."),
            """
            TXN_SECURITY_END_A_SESSION INVALID_SSO_GATEWAY_URL MUTUAL_AUTHENTICATION_FAILED INVALID_ACCESS_TOKEN NO_ACCESS_TOKEN
            """),
        .. Each(
            Connection(Code.PermissionDenied, "The user may not sign in now or from here: see the login hours and address ranges of its profile."),
            """
            LOGIN_DURING_RESTRICTED_DOMAIN LOGIN_DURING_RESTRICTED_TIME IP_RANGE_LIMIT_EXCEEDED PASSWORD_LOCKOUT
            """),
        .. Each(
            Connection(Code.PermissionDenied, "This client must be updated or allowed before the user may use it. Ask an administrator."),
            """
            CLIENT_REQUIRE_UPDATE_FOR_USER UNSUPPORTED_CLIENT INVALID_USERID NO_SUCH_USER_EXISTS
            """),
        .. Each(
            Connection(Code.PermissionDenied, "The org is locked, not yet there, or its trial is over. Ask an administrator."),
            """
            ORG_LOCKED ORG_IS_DOT_ORG ORG_IS_SIGNING_UP ORG_NOT_OWNED_BY_INSTANCE TRIAL_EXPIRED
            """),

        // Maintenance, and services that do not answer
        .. Each(
            new(Code.Unavailable, RetryAdvice.After, ErrorScope.Connection, "The org is under maintenance, and takes no such calls meanwhile. Try again later."),
            """
            ORG_IN_MAINTENANCE INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE INVALID_READ_ONLY_USER_DML FUNCTIONALITY_TEMPORARILY_UNAVAILABLE
            SSO_SERVICE_DOWN
            """),
        .. Each(
            new(Code.Unavailable, RetryAdvice.After, ErrorScope.Request, "A service that the call needs does not answer. Try again later."),
            """
            EXTERNAL_OBJECT_CONNECTION_EXCEPTION FEDERATED_SEARCH_ERROR MATCH_SERVICE_UNAVAILABLE_ERROR MATCH_SERVICE_TIMED_OUT
            PLATFORM_EVENT_PUBLISHING_UNAVAILABLE TERRITORY_REALIGN_IN_PROGRESS INTERNAL_ERROR
            """),

        // Rights on records
        .. Each(
            Denied("The user lacks a license, a permission or access to a parent that this needs. Ask an administrator."),
            """
            PACKAGE_LICENSE_REQUIRED TRANSFER_REQUIRES_READ CHILD_SHARE_FAILS_PARENT COMMUNITY_NOT_ACCESSIBLE PORTAL_NO_ACCESS
            SHARE_NEEDED_FOR_CHILD_OWNER NO_ATTACHMENT_PERMISSION NO_MASS_MAIL_PERMISSION APEX_DATA_ACCESS_RESTRICTION
            EXTERNAL_OBJECT_AUTHENTICATION_EXCEPTION
            """),
        .. Each(
            Denied("The record belongs to an installed package or to the org's setup, and cannot be changed by data."),
            """
            CANNOT_MODIFY_MANAGED_OBJECT CANNOT_DELETE_MANAGED_OBJECT CANNOT_DISABLE_LAST_ADMIN CANT_DISABLE_CORP_CURRENCY CANT_UNSET_CORP_CURRENCY
            INVALID_CURRENCY_CORP_RATE CANNOT_DELETE_LAST_DATED_CONVERSION_RATE CANNOT_DEACTIVATE_DIVISION
            """),

        // Records
        .. Each(
            Record(Code.Conflict, "The record is in an approval or a workflow, or was changed meanwhile. Write it again when that has ended."),
            """
            ALREADY_IN_PROCESS RECORD_IN_USE_BY_WORKFLOW ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE COLLISION_DETECTED MODIFIED
            """),
        .. Each(
            Record(Code.Conflict, "Another record depends on this one, or this one on another that must be there first."),
            """
            CANNOT_DELETE_ENTITY CANNOT_DELETE_OWNER DELETE_REQUIRED_ON_CASCADE CIRCULAR_DEPENDENCY CIRCULAR_OBJECT_GRAPH STANDARD_PRICE_NOT_DEFINED
            CANNOT_CASCADE_PRODUCT_ACTIVE MERGE_FAILED
            """),
        .. Each(
            Record(Code.Duplicate, "Something with the same name or link exists already."),
            """
            DUPLICATE_CASE_SOLUTION DUPLICATE_COMM_NICKNAME DUPLICATE_DEVELOPER_NAME DUPLICATE_MASTER_LABEL DUPLICATE_ARGUMENT_VALUE
            PORTAL_USER_ALREADY_EXISTS_FOR_CONTACT
            """),
        .. Each(
            Record(new Code(SalesforceDriver.RecordNotFoundCode), "The record is archived or gone."),
            """
            ENTITY_IS_ARCHIVED MISSING_RECORD
            """),
        .. Each(
            Record(Code.InvalidValue, "The owner or user is inactive, or cannot have this record. Field: {0}."),
            """
            INACTIVE_OWNER_OR_USER INVALID_OWNER INVALID_EMPTY_KEY_OWNER OP_WITH_INVALID_USER_TYPE_EXCEPTION LIGHT_PORTAL_USER_EXCEPTION
            NO_INACTIVE_DIVISION_MEMBERS INVALID_ASSIGNEE_TYPE ASSIGNEE_TYPE_REQUIRED
            """),
        .. Each(
            Record(Code.InvalidValue, "The record cannot have this parent, or another one than it has. Field: {0}."),
            """
            CANNOT_REPARENT_RECORD BAD_CUSTOM_ENTITY_PARENT_DOMAIN INVALID_CROSS_REFERENCE_TYPE_FOR_FIELD PRIVATE_CONTACT_ON_ASSET
            MAXIMUM_HIERARCHY_LEVELS_REACHED MAXIMUM_HIERARCHY_CHILDREN_REACHED MAXIMUM_HIERARCHY_TREE_SIZE_REACHED
            """),
        .. Each(
            Record(Code.InvalidValue, "The value for '{0}' is not of the form or the set that the field takes."),
            """
            INVALID_CURRENCY_ISO INVALID_CURRENCY_CONV_RATE INVALID_CREDIT_CARD_INFO INVALID_INET_ADDRESS INVALID_DATE_FORMAT INVALID_ARGUMENT_TYPE
            INVALID_INPUT INVALID_INPUT_COMBINATION INVALID_DATA_URI INVALID_LOCALE_LANGUAGE TEXT_DATA_OUTSIDE_SUPPORTED_CHARSET TOO_MANY_ENUM_VALUE
            WEBLINK_URL_INVALID MAX_TASK_DESCRIPTION_EXCEEDED MAXIMUM_SIZE_OF_ATTACHMENT MAXIMUM_SIZE_OF_DOCUMENT IMAGE_TOO_LARGE
            FILE_SIZE_LIMIT_EXCEEDED FILE_EXTENSION_NOT_ALLOWED HTML_FILE_UPLOAD_NOT_ALLOWED ID_REQUIRED
            """),
        .. Each(
            Record(Code.InvalidValue, "The record type or the state of the record does not allow this."),
            """
            UNAVAILABLE_RECORDTYPE_EXCEPTION INVALID_TYPE_FOR_OPERATION INVALID_OPERATION INVALID_PERSON_ACCOUNT_OPERATION INVALID_LINEITEM_CLONE_STATE
            INVALID_MASTER_OR_TRANSLATED_SOLUTION NONUNIQUE_SHIPPING_ADDRESS FAILED_ACTIVATION NO_APPLICABLE_PROCESS MANAGER_NOT_DEFINED
            INVALID_ENTITY_FOR_UPSERT INVALID_PARTNER_NETWORK_STATUS INVALID_ACCESS_LEVEL
            """),
        .. Each(
            Record(Code.InvalidValue, "A trigger, flow or rule of the org failed on the record. Ask an administrator."),
            """
            CANNOT_EXECUTE_FLOW_TRIGGER SELF_REFERENCE_FROM_TRIGGER SELF_REFERENCE_FROM_FLOW CUSTOM_APEX_ERROR MAX_DEPTH_IN_FLOW_EXECUTION
            FIELD_MODERATION_RULE_BLOCK FIELD_KEYWORD_LIST_MATCH_LIMIT UNSUPPORTED_APEX_TRIGGER_OPERATION MIXED_DML_OPERATION INVALID_ASSIGNMENT_RULE
            ENTITY_SAVE_ERROR ENTITY_SAVE_VALIDATION_ERROR
            """),
        .. Each(
            Record(Code.InvalidValue, "The e-mail that the record would send cannot be sent: see its addresses and template."),
            """
            ERROR_IN_MAILER EMAIL_ADDRESS_BOUNCED EMAIL_OPTED_OUT EMAIL_NOT_PROCESSED_DUE_TO_PRIOR_ERROR EMAIL_TEMPLATE_FORMULA_ERROR
            EMAIL_TEMPLATE_MERGEFIELD_ACCESS_ERROR EMAIL_TEMPLATE_MERGEFIELD_ERROR EMAIL_TEMPLATE_MERGEFIELD_VALUE_ERROR EMAIL_TEMPLATE_PROCESSING_ERROR
            BCC_NOT_ALLOWED_IF_BCC_COMPLIANCE_ENABLED BCC_SELF_NOT_ALLOWED_IF_BCC_COMPLIANCE_ENABLED CANNOT_RESOLVE_NAME DUPLICATE_SENDER_DISPLAY_NAME
            INVALID_CONTENT_TYPE INVALID_MESSAGE_ID_REFERENCE INVALID_SAVE_AS_ACTIVITY_FLAG OPTED_OUT_OF_MASS_MAIL TEMPLATE_NOT_ACTIVE
            UNSPECIFIED_EMAIL_ADDRESS UNVERIFIED_SENDER_ADDRESS WRONG_CONTROLLER_TYPE
            """),

        // The org's setup, which no data changes
        .. Each(
            new(Code.Unsupported, RetryAdvice.AfterUserAction, ErrorScope.Request, "This concerns the org's setup. Ask an administrator to change it there."),
            """
            CANNOT_CHANGE_FIELD_TYPE_OF_APEX_REFERENCED_FIELD CANNOT_CREATE_ANOTHER_MANAGED_PACKAGE CANNOT_ENABLE_IP_RESTRICT_REQUESTS
            CANNOT_RENAME_APEX_REFERENCED_FIELD CANNOT_RENAME_APEX_REFERENCED_OBJECT CUSTOM_INDEX_EXISTS DUPLICATE_CUSTOM_ENTITY_DEFINITION
            DUPLICATE_CUSTOM_TAB_MOTIF EMPTY_SCONTROL_FILE_NAME ENVIRONMENT_HUB_MEMBERSHIP_CONFLICT INVALID_EVENT_SUBSCRIPTION INVALID_FILTER_ACTION
            INVALID_OPERATOR UNKNOWN_ORG_SETTING FEED_NOT_ENABLED_FOR_OBJECT NO_ACTIVE_DUPLICATE_RULE
            """),

        // Forms of a request
        .. Each(
            Query("Salesforce could not read the request, or does not offer it in this form."),
            """
            ARGUMENT_OBJECT_PARSE_ERROR POST_BODY_PARSE_ERROR INVALID_MULTIPART_REQUEST INVALID_SOAP_HEADER INVALID_BATCH_REQUEST
            INVALID_BATCH_OPERATION INVALID_PACKAGE_VERSION NOT_ACCEPTABLE UNSUPPORTED_MEDIA_TYPE UNSUPPORTED_ATTACHMENT_ENCODING
            UNKNOWN_ATTACHMENT_EXCEPTION BATCH_PROCESSING_HALTED
            """),
        .. Each(
            Query("A parameter of the query or search is not valid: its filter, language, scope, order or page."),
            """
            ILLEGAL_QUERY_PARAMETER_VALUE INVALID_FILTER_LANGUAGE INVALID_FILTER_VALUE INVALID_PAGING_OPTION INVALID_SEARCH INVALID_SEARCH_SCOPE
            INVALID_SORT_OPTION EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION
            """),
        .. Each(
            new(Code.Unsupported, RetryAdvice.Never, ErrorScope.Object, "The object cannot be queried or does not allow this operation. Choose another."),
            """
            ENTITY_NOT_QUERYABLE BIG_OBJECT_UNSUPPORTED_OPERATION
            """),
        .. Each(
            new(Code.CursorExpired, RetryAdvice.Never, ErrorScope.Request, "The position in the result is no longer known. Run the request again."),
            """
            INVALID_LOCATOR
            """),

        // How much
        .. Each(
            Query("There is more in one call than Salesforce takes. Send less at a time."),
            """
            EXCEEDED_MAX_SIZE_REQUEST EXCEEDED_MAX_SOBJECTS EXCEEDED_MAX_TYPES_LIMIT EXCEEDED_LEAD_CONVERT_LIMIT TOO_MANY_RECORDS TOO_MANY_RECIPIENTS
            DELETE_OPERATION_TOO_LARGE EMAIL_BATCH_SIZE_LIMIT_EXCEEDED MAXIMUM_CCEMAILS_EXCEEDED
            """),
        .. Each(
            new(Code.QuotaExhausted, RetryAdvice.AfterQuotaReset, ErrorScope.Request, "The org has sent or taken as much as it may for today. Continue later."),
            """
            MASS_MAIL_LIMIT_EXCEEDED MASSMAIL_RETRY_LIMIT_EXCEEDED SINGLE_EMAIL_LIMIT_EXCEEDED JIGSAW_IMPORT_LIMIT_EXCEEDED INSUFFICIENT_CREDITS
            """),
        .. Each(
            new(Code.QuotaExhausted, RetryAdvice.AfterUserAction, ErrorScope.Request, "The org has as many of these as its edition or license allows. Ask an administrator."),
            """
            LICENSE_LIMIT_EXCEEDED CUSTOM_CLOB_FIELD_LIMIT_EXCEEDED CUSTOM_ENTITY_OR_FIELD_LIMIT CUSTOM_FIELD_INDEX_LIMIT_EXCEEDED
            CUSTOM_LINK_LIMIT_EXCEEDED CUSTOM_METADATA_LIMIT_EXCEEDED CUSTOM_SETTINGS_LIMIT_EXCEEDED CUSTOM_TAB_LIMIT_EXCEEDED
            FILTERED_LOOKUP_LIMIT_EXCEEDED MAXIMUM_DASHBOARD_COMPONENTS_EXCEEDED MAX_ACTIONS_PER_RULE_EXCEEDED MAX_ACTIVE_RULES_EXCEEDED
            MAX_APPROVAL_STEPS_EXCEEDED MAX_FORMULAS_PER_RULE_EXCEEDED MAX_RULES_EXCEEDED MAX_RULE_ENTRIES_EXCEEDED MAX_TM_RULES_EXCEEDED
            MAX_TM_RULE_ITEMS_EXCEEDED NUM_HISTORY_FIELDS_BY_SOBJECT_EXCEEDED TABSET_LIMIT_EXCEEDED WEBLINK_SIZE_LIMIT_EXCEEDED
            """),
    ];

    private static IEnumerable<KeyValuePair<string, ErrorRow>> Each(ErrorRow row, string codes) =>
        codes.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(code => KeyValuePair.Create(code, row));
}
